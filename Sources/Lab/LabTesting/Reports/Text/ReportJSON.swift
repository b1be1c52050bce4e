import Foundation

extension TestSession {
  /// The session for a program: what is coded, and `exitCode`. Keys are sorted, so that the same results give the same
  /// text.
  public func json() throws -> String { try ReportJSON.text(Coded(session: self, exitCode: exitCode)) }

  private struct Coded: Encodable {
    let session: TestSession
    let exitCode: Int32

    private enum CodingKeys: String, CodingKey { case exitCode }

    func encode(to encoder: any Encoder) throws {
      try session.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(exitCode, forKey: .exitCode)
    }
  }
}

/// Values as indented JSON.
public enum ReportJSON {
  /// A value as indented JSON with sorted keys, without a line break at the end.
  public static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
