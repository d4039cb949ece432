package import CivilServiceKernel

/// Why nothing happens to a question.
package enum QuestionRejection: BusinessRejection {
    case notAdded
    case alreadyAdded
    case retired
    case kindChanged
    case stemEmpty
    case textTooLong(Int)
    case textMalformed
    case codeOutOfRange
    case topicOutOfRange
    case optionCountOutOfRange
    case optionTwice
    case optionEmpty
    case optionIDMalformed
    case wordLimitOutOfRange
    case keyDoesNotFitKind
    case rightAnswerCount
    case creditOutOfRange
    case creditsDoNotReachFull
    case acceptedAnswerMalformed
    case orderGivesKeyAway
    case rubricOutOfRange

    package var wording: RejectionWording {
        switch self {
        case .notAdded:
            RejectionWording(
                "question-not-added",
                pesan: "Soal ini belum ada di bank soal.",
                detail: "The question is not in the bank."
            )
        case .alreadyAdded:
            RejectionWording(
                "question-already-added",
                pesan: "Soal ini sudah ada dengan isi lain; buatlah revisi.",
                detail: "The question is in the bank with other content; revise it instead."
            )
        case .retired:
            RejectionWording(
                "question-retired",
                pesan: "Soal ini sudah ditarik.",
                detail: "The question is retired."
            )
        case .kindChanged:
            RejectionWording(
                "question-kind-changed",
                pesan: "Jenis soal tidak dapat diubah; buatlah soal baru.",
                detail: "The kind of a question never changes; add another question."
            )
        case .stemEmpty:
            RejectionWording(
                "question-stem-empty",
                pesan: "Soal harus memiliki pertanyaan.",
                detail: "The question must have a stem."
            )
        case .textTooLong(let value):
            RejectionWording(
                "question-text-too-long",
                pesan: "Teks paling banyak \(value) karakter.",
                detail: "A text may have at most \(value) characters."
            )
        case .textMalformed:
            RejectionWording(
                "question-text-malformed",
                pesan: "Ada karakter tersembunyi di dalam teks; ketik ulang bagian itu.",
                detail: "A text must not contain control characters, and code and topic no line breaks."
            )
        case .codeOutOfRange:
            RejectionWording(
                "question-code-out-of-range",
                pesan: "Kode atau judul soal harus 1 sampai 200 karakter.",
                detail: "A code or title must have 1 to 200 characters."
            )
        case .topicOutOfRange:
            RejectionWording(
                "question-topic-out-of-range",
                pesan: "Topik harus diisi, paling banyak 60 karakter.",
                detail: "The topic must have 1 to 60 characters."
            )
        case .optionCountOutOfRange:
            RejectionWording(
                "question-option-count-out-of-range",
                pesan: "Soal ini harus memiliki 2 sampai 60 pilihan.",
                detail: "The question must have 2 to 60 options."
            )
        case .optionTwice:
            RejectionWording(
                "question-option-twice",
                pesan: "Satu pilihan tercantum dua kali.",
                detail: "An option is listed twice."
            )
        case .optionEmpty:
            RejectionWording(
                "question-option-empty",
                pesan: "Pilihan tidak boleh kosong.",
                detail: "An option must have a text."
            )
        case .optionIDMalformed:
            RejectionWording(
                "question-option-id-malformed",
                pesan: "Kode pilihan hanya boleh berisi huruf, angka, dan tanda hubung.",
                detail: "An option id must have 1 to 40 letters, digits or hyphens."
            )
        case .wordLimitOutOfRange:
            RejectionWording(
                "question-word-limit-out-of-range",
                pesan: "Batas kata hanya untuk esai, 1 sampai 10.000.",
                detail: "A word limit is for essays only, 1 to 10000."
            )
        case .keyDoesNotFitKind:
            RejectionWording(
                "answer-key-does-not-fit",
                pesan: "Kunci tidak cocok dengan jenis atau pilihan soal.",
                detail: "The key does not fit the kind or the options of the question."
            )
        case .rightAnswerCount:
            RejectionWording(
                "answer-key-right-answer-count",
                pesan: "Jumlah jawaban yang bernilai penuh tidak sesuai dengan jenis soal.",
                detail: "The number of answers worth all points does not fit the kind."
            )
        case .creditOutOfRange:
            RejectionWording(
                "answer-key-credit-out-of-range",
                pesan: "Bobot jawaban di luar batas.",
                detail: "A credit is out of range."
            )
        case .creditsDoNotReachFull:
            RejectionWording(
                "answer-key-credits-do-not-reach-full",
                pesan: "Jawaban terbaik harus bernilai 100 persen.",
                detail: "The best answer must be worth all points."
            )
        case .acceptedAnswerMalformed:
            RejectionWording(
                "answer-key-accepted-answer-malformed",
                pesan: "Jawaban yang diterima kosong, terlalu panjang, atau bukan angka.",
                detail: "An accepted answer is empty, too long or not a number."
            )
        case .orderGivesKeyAway:
            RejectionWording(
                "answer-key-shown-by-order",
                pesan: "Pilihan soal pengurutan harus disimpan menurut abjad agar urutan benar tidak terlihat.",
                detail:
                    "Options of an ordering question must be kept in alphabetical order, so that the list does not show the key."
            )
        case .rubricOutOfRange:
            RejectionWording(
                "answer-key-rubric-out-of-range",
                pesan: "Rubrik harus memiliki 1 sampai 20 kriteria yang berbeda dengan bobot 1 sampai 1.000.",
                detail: "A rubric must have 1 to 20 distinct criteria with weights 1 to 1000."
            )
        }
    }
}
