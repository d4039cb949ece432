import Cryptography
import FoundationEssentials
import Testing

@Suite struct DigestTests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `SHA-256 gives the answers of FIPS 180-4`(text: String, digest: String) {
        #expect(Hex.encode(Digest.sha256(Array(text.utf8))) == digest)
        var parts = SHA256()
        for byte in text.utf8 { parts.update([byte]) }
        #expect(Hex.encode(parts.finish()) == digest)
    }

    @Test func `BLAKE2b gives the answer of RFC 7693`() {
        let digest =
            "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
            + "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923"
        #expect(Hex.encode(Digest.blake2b(Array("abc".utf8), length: 64)) == digest)
    }

    @Test func `a keyed digest depends on its key`() throws {
        let key = try SymmetricKey(bytes: Array(0..<32))
        let message = Array("abc".utf8)
        #expect(Digest.blake2b(message, key: key) != Digest.blake2b(message))
        #expect(Digest.blake2b(message, key: key) != Digest.blake2b(message, key: .random()))
        #expect(Digest.blake2b(message, key: key) == Digest.blake2b(message, key: key))
    }

    @Test func `HMAC-SHA256 agrees with Python and refuses every changed bit and length`() throws {
        // RFC 4231 has no key of 32 bytes, so this answer is from the hmac module of Python.
        let key = try SymmetricKey(bytes: Array(repeating: 0x0B, count: 32))
        let message = Array("Hi There".utf8)
        let tag = MessageAuthentication.tag(message, with: key)
        #expect(Hex.encode(tag) == "198a607eb44bfbc69903a0f1cf2bbdc5ba0aa3f3d9ae3c1c7a3b1696a0b68cf7")
        #expect(MessageAuthentication.isValid(tag, for: message, with: key))
        #expect(!MessageAuthentication.isValid(tag.dropLast(), for: message, with: key))
        #expect(!MessageAuthentication.isValid([], for: message, with: key))
        for bit in 0..<256 {
            var altered = tag
            altered[bit / 8] ^= 1 << (bit % 8)
            #expect(!MessageAuthentication.isValid(altered, for: message, with: key))
        }
    }

    @Test func `comparing tells equal from unequal bytes and lengths`() {
        #expect(Digest.constantTimeEqual([1, 2, 3], [1, 2, 3]))
        #expect(Digest.constantTimeEqual([], []))
        #expect(!Digest.constantTimeEqual([1, 2, 3], [1, 2, 4]))
        #expect(!Digest.constantTimeEqual([1, 2, 3], [1, 2]))
    }
}

@Suite struct SealedBoxTests {
    private let key = SymmetricKey.random()
    private let context = Array("enrolment-1/name".utf8)

    @Test func `opens the vector of draft-irtf-cfrg-xchacha`() throws {
        let key = try SymmetricKey(bytes: Array(0x80...0x9F))
        let aad = try #require(Hex.decode("50515253c0c1c2c3c4c5c6c7"))
        let box = try #require(
            Hex.decode(
                "404142434445464748494a4b4c4d4e4f5051525354555657"
                    + "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39"
                    + "ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
                    + "21f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49"
            )
        )
        let text = try String(decoding: SealedBox.open(box, with: key, context: aad), as: UTF8.self)
        #expect(text.hasPrefix("Ladies and Gentlemen of the class of '99"))
        #expect(text.utf8.count == 114)
    }

    @Test(arguments: [0, 1, 15, 16, 17, 1000])
    func `gives back what was sealed`(count: Int) throws {
        let plaintext = SecureRandom.bytes(count)
        let box = SealedBox.seal(plaintext, with: key, context: context)
        #expect(box.count == count + SealedBox.overhead)
        #expect(try SealedBox.open(box, with: key, context: context) == plaintext)
    }

    @Test func `does not open when any byte is altered, added or missing`() {
        let box = SealedBox.seal(Array("Cut Nyak Dhien".utf8), with: key, context: context)
        for index in box.indices {
            var altered = box
            altered[index] ^= 1
            #expect(throws: CryptographyError.notAuthentic) {
                try SealedBox.open(altered, with: key, context: context)
            }
        }
        for count in 0..<box.count {
            #expect(throws: CryptographyError.notAuthentic) {
                try SealedBox.open(Array(box.prefix(count)), with: key, context: context)
            }
        }
        #expect(throws: CryptographyError.notAuthentic) { try SealedBox.open(box + [0], with: key, context: context) }
    }

    @Test func `does not open with another key or in another place`() {
        let box = SealedBox.seal([1, 2, 3], with: key, context: context)
        #expect(throws: CryptographyError.notAuthentic) { try SealedBox.open(box, with: .random(), context: context) }
        #expect(throws: CryptographyError.notAuthentic) { try SealedBox.open(box, with: key, context: []) }
        #expect(throws: CryptographyError.notAuthentic) { try SealedBox.open(box, with: key, context: context + [0]) }
    }

    @Test func `never makes the same box twice`() {
        let boxes = (0..<1000).map { _ in SealedBox.seal([7], with: key, context: context) }
        #expect(Set(boxes).count == boxes.count)
    }
}

@Suite struct KeyAndTextTests {
    @Test(arguments: [0, 31, 33])
    func `a key of another length is refused`(count: Int) {
        #expect(throws: CryptographyError.wrongKeyLength(count)) {
            try SymmetricKey(bytes: Array(repeating: 1, count: count))
        }
    }

    @Test func `a key is not printed`() throws {
        let key = try SymmetricKey(bytes: Array(repeating: 0xAB, count: 32))
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped] {
            #expect(!text.lowercased().contains("ab ab") && !text.contains("171"), "\(text)")
        }
    }

    @Test func `derived keys differ by number, context and parent, and are the same again`() throws {
        let key = try SymmetricKey(bytes: Array(0..<32))
        #expect(key.derive(1, context: "subject") == key.derive(1, context: "subject"))
        let keys = [
            key, key.derive(1, context: "subject"), key.derive(2, context: "subject"), key.derive(1, context: "batch"),
            SymmetricKey.random().derive(1, context: "subject"),
        ]
        #expect(Set(keys.map(\.bytes)).count == keys.count)
    }

    @Test func `Base64 for URLs gives one text per byte string`() {
        #expect(Base64URL.encode([0xFB, 0xFF]) == "-_8")
        #expect(Base64URL.encode([]) == "")
        #expect(Base64URL.decode("") == [])
        #expect(Base64URL.decode("-_8") == [0xFB, 0xFF])
        for count in 0..<70 {
            let bytes = SecureRandom.bytes(count)
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        }
    }

    @Test(arguments: ["-_9", "-_8=", "+/8", "-_8 ", " -_8", "-\n_8", "A", "AAAAA", "-_8\0", "é", "AA.A"])
    func `Base64 for URLs refuses`(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test func `hexadecimal goes both ways and refuses the rest`() {
        #expect(Hex.encode([0, 0xA5, 0xFF]) == "00a5ff")
        #expect(Hex.decode("00A5ff") == [0, 0xA5, 0xFF])
        for text in ["0", "0g", "é0", " 00", "０0"] { #expect(Hex.decode(text) == nil, "\(text)") }
    }

    @Test func `identifiers carry their version, and time-ordered ones their time`() {
        let random = SecureRandom.uuid().uuidString
        #expect(Array(random)[14] == "4" && "89AB".contains(Array(random)[19]))
        let timed = SecureRandom.uuid(milliseconds: 0x0123_4567_89AB).uuidString
        #expect(timed.hasPrefix("01234567-89AB-7"))
        #expect(SecureRandom.uuid(milliseconds: 1).uuidString < SecureRandom.uuid(milliseconds: 2).uuidString)
        #expect(Set((0..<1000).map { _ in SecureRandom.uuid(milliseconds: 1) }).count == 1000)
    }
}
