import AssessmentEvents

/// Reads questions in GIFT, the text format of Moodle: every kind that it has.
///
/// What cannot be read is refused with its line, and the rest of the file goes on. The last part of a `$CATEGORY` becomes
/// the topic.
package enum GIFTFile {
    /// `topic`: of questions before the first category.
    package static func read(_ text: String, topic: String) -> QuestionImport {
        var result = QuestionImport()
        var topic = topic
        for block in GIFTBlocks(text).blocks {
            if let category = block.lines.first.flatMap({ category(in: $0) }) {
                topic = category
            } else {
                read(block, topic: topic, into: &result)
            }
        }
        return result
    }

    private static func category(in line: Substring) -> String? {
        guard line.hasPrefix("$CATEGORY:") else { return nil }
        let path = EscapedText(String(line.dropFirst(10))).plain.split(separator: "/")
        let last = path.last.map { EscapedText.trimmed(String($0)) } ?? ""
        return String(String.UnicodeScalarView((last.isEmpty ? "umum" : last).unicodeScalars.prefix(60)))
    }

    private static func read(_ block: GIFTBlocks.Block, topic: String, into result: inout QuestionImport) {
        var text = EscapedText(block.lines.joined(separator: "\n")).leading
        var code = block.id
        if let titled = text.dropping(prefix: "::") {
            let (title, rest) = titled.split(at: "::")
            guard let rest else {
                return result.refuse(
                    block.line,
                    code,
                    "gift-title-open",
                    pesan: "Judul yang diawali \"::\" harus ditutup dengan \"::\".",
                    detail: "A title that begins with \"::\" must end with \"::\"."
                )
            }
            code = title.plain.isEmpty ? code : title.plain
            text = rest
        }
        let (format, stem) = GIFTFormat.removed(from: text)
        guard let open = stem.firstIndex(of: "{") else {
            guard stem.firstIndex(of: "}") == nil else { return refuseBraces(block.line, code, &result) }
            return result.descriptions += 1
        }
        let answers = EscapedText(stem.characters[(open + 1)...])
        guard let close = answers.firstIndex(of: "}") else { return refuseBraces(block.line, code, &result) }
        let head = EscapedText(stem.characters[..<open])
        let tail = EscapedText(answers.characters[(close + 1)...])
        guard tail.firstIndex(of: "{") == nil, tail.firstIndex(of: "}") == nil else {
            return refuseBraces(block.line, code, &result)
        }
        let body = GIFTBody(EscapedText(answers.characters[..<close]))
        guard let (kind, options, targets, key) = body.parsed() else {
            return result.refuse(
                block.line,
                code,
                "gift-answers-malformed",
                pesan: "Jawaban tidak dapat dibaca sebagai salah satu jenis soal GIFT.",
                detail: "The answers are not those of any GIFT question kind."
            )
        }
        let content = QuestionContent(
            code: code,
            kind: kind,
            topic: topic,
            format: textFormat(format),
            stem: whole(head, tail),
            options: options,
            targets: targets
        )
        result.take(
            ImportedQuestion(
                line: block.line,
                identifier: block.id,
                content: content,
                key: key,
                tags: block.tags
            )
        )
    }

    private static func refuseBraces(_ line: Int, _ code: String?, _ result: inout QuestionImport) {
        result.refuse(
            line,
            code,
            "gift-braces-unbalanced",
            pesan:
                "Soal harus memiliki tepat satu pasang kurung kurawal; pakai \\\\{ dan \\\\} untuk kurung di dalam teks.",
            detail: "A question must have exactly one pair of braces; write \\\\{ and \\\\} for braces in the text."
        )
    }

    /// A gap where the answers stood in the middle of a sentence; a full stop alone is no rest of a sentence.
    private static func whole(_ head: EscapedText, _ tail: EscapedText) -> String {
        let rest = tail.plain
        guard rest.contains(where: { !$0.isPunctuation && !$0.isWhitespace }) else { return head.plain }
        return "\(head.plain) _____ \(rest)"
    }

    private static func textFormat(_ name: String?) -> TextFormat {
        switch name {
        case "html": .html
        case "markdown": .markdown
        default: .plain
        }
    }
}
