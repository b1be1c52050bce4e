import Testing
import Topology

@Suite("showing diagnostics")
struct RenderingTests {
  private let diagnostic = Diagnostic(
    .error, "unknown-key", "unknown key 'adress'", file: "lab.yml",
    mark: SourceMark(line: 12, column: 4, length: 6), sourceLine: "\tx: adress \"1\"", hint: "did you mean 'address'?")

  @Test("as text: the place, the line, a caret below the right column, the hint")
  func text() {
    #expect(
      diagnostic.text() == """
        lab.yml:12:4: error: unknown key 'adress'
          12 | \tx: adress "1"
             | \t  ^~~~~~
             = hint: did you mean 'address'?

        """)
  }

  @Test("in colour: the same text with the terminal's sequences around it")
  func colour() {
    let text = diagnostic.text(colour: true)
    #expect(text.contains("\u{1b}[1;31merror:\u{1b}[0m"))
    #expect(text.replacing(/\u{1b}\[[0-9;]*m/, with: "") == diagnostic.text())
  }

  @Test("for programs: every part, with quotes and tabs escaped")
  func json() {
    #expect(
      diagnostic.json.text
        == #"{"severity":"error","code":"unknown-key","message":"unknown key 'adress'","file":"lab.yml","line":12,"#
        + #""column":4,"length":6,"sourceLine":"\tx: adress \"1\"","hint":"did you mean 'address'?"}"#)
    #expect([Diagnostic]().json.text == "[]")
    #expect(
      JSONValue.object([.init("a", [1, .null, true, "\u{1}"]), .init("b", [:])]).text
        == #"{"a":[1,null,true,"\u0001"],"b":{}}"#)
    #expect(JSONValue.object([.init("a", [1, 2])]).prettyText == "{\n  \"a\": [\n    1,\n    2\n  ]\n}")
  }

  @Test("what is there is counted by severity")
  func summary() {
    var warning = diagnostic
    warning.severity = .warning
    #expect([diagnostic, diagnostic, warning].summary == "2 errors, 1 warning")
    #expect([Diagnostic]().summary == "")
  }

  @Test("a mark beyond the line, or without one, does no harm", arguments: [0, 1, 5, 500])
  func outOfRange(_ column: Int) {
    var odd = diagnostic
    odd.mark = SourceMark(line: 1, column: column, length: 1000)
    #expect(odd.text().contains("^"))
    odd.sourceLine = ""
    #expect(!odd.text().contains("|"))
  }

  @Test("a part of a mark points into the text of a flow")
  func part() {
    let mark = SourceMark(line: 3, column: 7, length: 20).part(offset: 9, length: 3)
    #expect(mark == SourceMark(line: 3, column: 16, length: 3))
  }
}
