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
      case "actions": reader.readActions(text(entry.value), piece: number(entry.value.mark, &marks))
      default:
        let key = number(entry.key.mark, &marks)
        let isSetting = reader.readSetting(
          entry.key.value, piece: key, value: text(entry.value), valuePiece: number(entry.value.mark, &marks))
        if !isSetting { reader.readField(entry.key.value, piece: key, value: text(entry.value), valuePiece: key) }
      }
    }
  }

  private static func readMatch(_ value: RawValue, _ reader: inout FlowReader, _ marks: inout [SourceMark]) {
    guard case .mapping(let fields) = value.content else {
      return reader.readMatch(text(value), piece: number(value.mark, &marks))
    }
    for field in fields {
      reader.readField(
        field.key.value, piece: number(field.key.mark, &marks), value: text(field.value),
        valuePiece: number(field.value.mark, &marks))
    }
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
