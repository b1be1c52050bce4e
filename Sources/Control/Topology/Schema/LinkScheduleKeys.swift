/// Keys of a link's schedule in the long form.
enum LinkScheduleKeys {
  /// The shortest round of a schedule that begins anew.
  static let periodMin = Duration.milliseconds(1)

  static let steps = SchemaKey(
    "steps", .list(.object(LinkStepKeys.object)), "What changes when, in the order of time.",
    example: "[{ at: 10s, delay: 200ms }]", isRequired: true)
  static let again = SchemaKey(
    "repeat", .text(.duration),
    "After how long the steps begin anew; what they do not name stays as it is. It is more than the time of the last one.",
    default: "the steps happen once", example: "60s")

  static let object = SchemaObject(
    "link-schedule", "a schedule", "How a link changes over time by itself.", [steps, again])
}

/// Keys of one step of a link's schedule.
enum LinkStepKeys {
  static let at = SchemaKey(
    "at", .text(.duration),
    "When, since the lab is up, or since the round began; never before the step in front of it.",
    example: "10s", isRequired: true)

  static let object = SchemaObject(
    "link-step", "a step of a schedule", "What of the link's conditions changes at a time; all others stay.",
    [at] + ConditionKeys.all + [ConditionKeys.from])
}
