import ArgumentParser
import Lab

/// Takes a running lab down.
struct Down: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take a running lab down; nothing is left.", aliases: ["destroy"])

  @OptionGroup var target: LabArgument

  func run() async throws {
    let name = try target.name()
    try await ControlClient(lab: name).ask(.down)
    print("lab \(name) is down")
  }
}
