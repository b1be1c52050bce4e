/// Bits of a field and what they are to be.
struct FieldBits: Hashable {
  var field: MatchField
  var value: UInt128
  var mask: UInt128

  init(_ field: MatchField, _ value: UInt128, mask: UInt128? = nil) {
    self.field = field
    self.value = value
    self.mask = mask ?? field.fullMask
  }
}
