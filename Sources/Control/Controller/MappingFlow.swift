import FlowSwitching
import Topology

/// A flow that the file writes as a mapping: `{ match: { eth_type: arp }, actions: [flood], priority: 10 }`.
enum MappingFlow {
  /// Reads it part by part. `marks` is given the place of each part, at the number by which problems name it.
  static func read(_ value: RawValue, into reader: inout FlowReader, _ marks: inout [SourceMark]) {
    guard case .mapping(let entries) = value.content else { return }
    for entry in entries {
      switch entry.key.value {
      case "match": readMatch(entry.value, &reader, &marks)
      case "actions": readActions(entry.value, &reader, &marks)
      default:
        let key = number(entry.key.mark, &marks)
        let value = number(entry.value, &marks)
        let isSetting = reader.readSetting(
          entry.key.value, piece: key, value: text(entry.value), valuePiece: value)
        if !isSetting { reader.readField(entry.key.value, piece: key, value: text(entry.value), valuePiece: value) }
      }
    }
  }

  /// Reads a list action by action, so that a problem is shown at the action that has it.
  private static func readActions(_ value: RawValue, _ reader: inout FlowReader, _ marks: inout [SourceMark]) {
    guard case .list(let actions) = value.content, !actions.isEmpty else {
      return reader.readActions(text(value), piece: number(value, &marks))
    }
    for action in actions { reader.readActions(text(action), piece: number(action, &marks)) }
  }

  private static func readMatch(_ value: RawValue, _ reader: inout FlowReader, _ marks: inout [SourceMark]) {
    guard case .mapping(let fields) = value.content else {
      return reader.readMatch(text(value), piece: number(value, &marks))
    }
    for field in fields {
      reader.readField(
        field.key.value, piece: number(field.key.mark, &marks), value: text(field.value),
        valuePiece: number(field.value, &marks))
    }
  }

  /// Numbers the place of a value's first character, which is behind the quotation mark where it has one.
  private static func number(_ value: RawValue, _ marks: inout [SourceMark]) -> Int {
    guard case .scalar(let scalar) = value.content, scalar.isQuoted,
      value.mark.length == scalar.text.unicodeScalars.count + 2
    else { return number(value.mark, &marks) }
    return number(value.mark.part(offset: 1, length: value.mark.length - 2), &marks)
  }

  private static func number(_ mark: SourceMark, _ marks: inout [SourceMark]) -> Int {
    marks.append(mark)
    return marks.count - 1
  }

  /// A value as the notation writes it: lists with commas, mappings as `name:value`.
  private static func text(_ value: RawValue) -> String {
    switch value.content {
    case .scalar(let scalar): scalar.text
    case .list(let values): values.map(text).joined(separator: ",")
    case .mapping(let entries): entries.map { "\($0.key.value):\(text($0.value))" }.joined(separator: ",")
    }
  }
}
