// Lexer: splits a template's text into tokens, with Jinja's rules for white space around tags. It reports text that it
// cannot read, and continues after the tag.
#pragma once

#include "diagnostics/diagnostic.h"
#include "diagnostics/origin.h"
#include "templating/detail/value/arena.h"
#include "templating/detail/value/value.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace gongwen::templating {

// Tokens of a template: parts of its text, the marks around tags, and the content of tags.

enum class TokenKind : std::uint8_t {
  Data,           // text outside of tags, white space control already applied
  VariableBegin,  // {{
  VariableEnd,    // }}
  BlockBegin,     // {%
  BlockEnd,       // %}
  Name,
  String,
  Integer,
  Float,
  Operator,
  Invalid,  // something that was reported; the rest of its tag is not read
  End,      // of the template
};

/// The operators, in the order of kOperatorTexts.
enum class Operator : std::uint8_t {
  None,
  FloorDivide,
  Power,
  Equal,
  NotEqual,
  GreaterOrEqual,
  LessOrEqual,
  Add,
  Subtract,
  Divide,
  Multiply,
  Modulo,
  Tilde,
  LeftBracket,
  RightBracket,
  LeftParenthesis,
  RightParenthesis,
  LeftBrace,
  RightBrace,
  Greater,
  Less,
  Assign,
  Dot,
  Colon,
  Pipe,
  Comma,
  Semicolon,
};

/// Longer ones precede those with which they start.
inline constexpr std::string_view kOperatorTexts[] = {"",  "//", "**", "==", "!=", ">=", "<=", "+", "-",
                                                      "/", "*",  "%",  "~",  "[",  "]",  "(",  ")", "{",
                                                      "}", ">",  "<",  "=",  ".",  ":",  "|",  ",", ";"};

struct Token {
  TokenKind kind = TokenKind::End;
  Operator operation = Operator::None;  // of an Operator token
  std::uint32_t begin = 0;              // byte range in the source
  std::uint32_t end = 0;
  Value value;  // of a String (escapes resolved), Integer or Float token
};

// SyntaxOptions: settings for the syntax of templates; the same switches as in Jinja.

enum class TagExtensions : std::uint8_t {
  None,      // as Jinja without extensions
  Standard,  // `do`, `break` and `continue`
};

/// When a missing or invalid template that is included or imported becomes an error.
enum class Linking : std::uint8_t {
  Early,      // when the set is compiled, with all messages at once
  AsReached,  // when an expansion reaches it, as in Jinja
};

struct SyntaxOptions {
  bool trim_blocks = false;            // the line end after a tag is removed
  bool lstrip_blocks = false;          // white space before a tag at the start of its line is removed
  bool keep_trailing_newline = false;  // otherwise the last line end of a template is removed
  TagExtensions extensions = TagExtensions::Standard;
  Linking linking = Linking::Early;
};

/// A text to be read, and the destinations of its strings and messages.
struct SourceText {
  diagnostics::SourceId source;
  std::string_view text;  // valid UTF-8, line ends are \n alone
};

/// Maximum number of errors of one template, after which reading stops: a file with this many errors is not a template.
inline constexpr std::size_t kMaxErrors = 1000;

class Lexer {
 public:
  Lexer(const SourceText& source, const SyntaxOptions& options, Arena& arena, diagnostics::DiagnosticSink& sink);

  /// The whole template; the last token is End.
  std::vector<Token> read_template() &&;
  /// The whole text as the inside of one tag, for single expressions.
  std::vector<Token> read_expression() &&;

 private:
  enum class Mark : std::uint8_t { Variable, Block, Comment, Raw };
  /// `-` and `+` at the mark of a tag.
  enum class Control : std::uint8_t { None, Strip, Keep };

  // lexer.cpp: text between tags
  void read_data();
  std::size_t find_mark(std::size_t from) const;
  Mark mark_at(std::size_t offset) const;
  Control control_at(std::size_t offset) const;
  void add_data(std::size_t begin, std::size_t end, Mark mark, Control control);
  std::size_t strip_before(std::size_t begin, std::size_t end, Mark mark, Control control) const;
  void read_comment(std::size_t begin);
  bool read_raw(std::size_t begin);
  bool match_raw_begin(std::size_t begin);
  void pass_tag_end(std::size_t end, Control control, Mark mark);

  // lexer.cpp: inside of tags
  void read_tag(std::size_t begin, Mark mark);
  bool read_tag_end(Mark mark);
  /// Reads one token; returns false if it could not be read, after reporting that.
  bool read_token();
  bool read_number();
  bool read_integer();
  bool read_float();
  bool read_name();
  bool read_string();
  bool read_operator();
  bool check_bracket(const Token& token);
  std::size_t end_of_digits(std::size_t from) const;
  void skip_tag(Mark mark);

  bool starts_with(std::size_t offset, std::string_view wanted) const {
    return text_.substr(std::min(offset, text_.size())).starts_with(wanted);
  }
  /// The byte at an offset; NUL after the end.
  char byte_at(std::size_t offset) const { return offset < text_.size() ? text_[offset] : '\0'; }
  std::size_t skip_space(std::size_t offset) const;
  std::size_t skip_ascii_sign(std::size_t offset) const;
  Token& add(TokenKind kind, std::size_t begin, std::size_t end);
  diagnostics::Origin origin(std::size_t begin, std::size_t end) const;

  diagnostics::SourceId source_;
  std::string_view text_;
  SyntaxOptions options_;
  Arena& arena_;
  diagnostics::DiagnosticSink& sink_;
  std::vector<Token> tokens_;
  std::size_t position_ = 0;
  bool at_line_start_ = true;          // the previous tag ended with a line end
  std::vector<std::size_t> brackets_;  // open brackets of the current tag, as indexes into tokens_
};

/// The characters that a string literal represents. `quoted` is the text between the quotes. Returns nullopt if an
/// escape is invalid; `error` is then its offset.
std::optional<std::string_view> decode_string(std::string_view quoted, Arena& arena, std::size_t& error);

}  // namespace gongwen::templating
