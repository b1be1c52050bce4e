extension FileDecoder {
  /// VLAN identifiers (IEEE 802.1Q-2018, 9.6: 0 and 4095 are reserved).
  private static let vlans = 1...4094

  /// Reads a learning switch's keys.
  mutating func learningSwitch(_ fields: Fields, _ node: inout NodeSpec) -> SwitchSettings {
    var settings = SwitchSettings()
    node.interfaces = ports(fields, SwitchKeys.ports, SwitchPortKeys.object) { decoder, fields, interface in
      interface.vlan = decoder.portVLAN(fields, interface.name)
    }
    if let value = value(SwitchKeys.ageing, fields), let ageing = timeout(value, SwitchKeys.ageing) {
      settings.ageing = ageing
    }
    if value(SwitchKeys.spanningTree, fields) != nil, !Feature.spanningTree.isSupported {
      unsupported(.spanningTree, at: fields.mark(of: SwitchKeys.spanningTree))
    }
    return settings
  }

  /// Reads a flow switch's keys.
  mutating func flowSwitch(_ fields: Fields, _ node: inout NodeSpec) -> FlowSwitchSettings {
    node.interfaces = ports(fields, FlowSwitchKeys.ports, FlowPortKeys.object) { decoder, fields, interface in
      guard let value = decoder.value(FlowPortKeys.number, fields) else { return }
      interface.number = decoder.integer(value, FlowPortKeys.number, in: 1...FlowPortKeys.numberMax)
        .map { Marked(UInt32($0.value), mark: $0.mark) }
    }
    if let value = value(FlowSwitchKeys.controller, fields), let text = text(value, FlowSwitchKeys.controller),
      text.value != "lab"
    {
      if text.value.contains(":") {
        unsupported(.externalController, at: text.mark)
      } else {
        report.error(
          "bad-value", "'\(text.value)' is not a value of 'controller'", at: text.mark, hint: "values: lab")
      }
    }
    return FlowSwitchSettings()
  }

  /// Reports a feature that this release does not have.
  mutating func unsupported(_ feature: Feature, at mark: SourceMark) {
    report.error("unsupported", "\(feature.rawValue) is not supported yet", at: mark, hint: feature.hint)
  }

  private mutating func ports(
    _ fields: Fields, _ key: SchemaKey, _ object: SchemaObject,
    _ read: (inout FileDecoder, Fields, inout InterfaceSpec) -> Void
  ) -> [InterfaceSpec] {
    map(value(key, fields), key).compactMap { entry in
      guard isInterfaceName(entry.key), let fields = self.fields(entry.value, object, of: "port '\(entry.key.value)'")
      else { return nil }
      var interface = InterfaceSpec(name: entry.key)
      read(&self, fields, &interface)
      return interface
    }
  }

  private mutating func portVLAN(_ fields: Fields, _ name: Marked<String>) -> PortVLAN? {
    let access = value(SwitchPortKeys.access, fields)
    let trunk = value(SwitchPortKeys.trunk, fields)
    let native = value(SwitchPortKeys.native, fields)
    switch (access, trunk) {
    case (let access?, nil):
      if native != nil {
        report.error(
          "bad-value", "'native' belongs to a trunk; port '\(name.value)' is an access port",
          at: fields.mark(of: SwitchPortKeys.native))
      }
      return vlan(access, SwitchPortKeys.access).map(PortVLAN.access)
    case (nil, let trunk?):
      let vlans = (list(trunk, SwitchPortKeys.trunk) ?? []).compactMap { vlan($0, SwitchPortKeys.trunk) }
      var unique: [UInt16] = []
      for vlan in vlans where !unique.contains(vlan) { unique.append(vlan) }
      return .trunk(unique, native: native.flatMap { vlan($0, SwitchPortKeys.native) })
    case (nil, nil), (_?, _?):
      report.error(
        "bad-value", "port '\(name.value)' needs one of 'access' and 'trunk'", at: name.mark,
        hint: "for example { access: 10 } or { trunk: [10, 20], native: 1 }")
      return nil
    }
  }

  private mutating func vlan(_ value: RawValue, _ key: SchemaKey) -> UInt16? {
    integer(value, key, in: FileDecoder.vlans, code: "bad-vlan", hint: "VLANs 0 and 4095 are reserved").map {
      UInt16($0.value)
    }
  }
}
