// Parser: turns the tokens of one template into a syntax tree, by the grammar of Jinja. After an invalid tag it
// continues with the next one, so that one run reports every error, each once.
#pragma once

#include "diagnostics/catalogue/templating.h"
#include "diagnostics/diagnostic.h"
#include "templating/detail/syntax/ast.h"
#include "templating/detail/syntax/lexer.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::templating {

class Parser {
 public:
  Parser(const SourceText& source, const SyntaxOptions& options, NameTable& names, Arena& arena,
         diagnostics::DiagnosticSink& sink);

  /// The tree is complete only if no error was reported.
  TemplateTree parse_template() &&;
  /// Parses the whole text as one expression; null if it is invalid, which has been reported.
  ExpressionPtr parse_single_expression() &&;

 private:
  /// Thrown after a report; caught where the rest of the tag can be skipped.
  struct TagError {};
  /// Thrown when a block ends without its end tag, which was reported; caught where the block started.
  struct BlockError {};

  /// Whether a conditional expression is allowed without brackets around it.
  enum class Conditional : std::uint8_t { Allowed, Refused };
  enum class Parentheses : std::uint8_t { None, Around };

  struct OpenTag {
    std::string_view name;
    diagnostics::Span span;
  };
  using TagNames = std::span<const std::string_view>;

  class NestingGuard;

  // Tokens (parse_statement.cpp)
  const Token& current() const { return tokens_[position_]; }
  const Token& look() const { return tokens_[std::min(position_ + 1, tokens_.size() - 1)]; }
  const Token& take();
  bool is(TokenKind kind) const { return current().kind == kind; }
  bool is(Operator operation) const { return current().operation == operation; }
  bool is_name(std::string_view name) const { return is_name(current(), name); }
  bool is_name(const Token& token, std::string_view name) const;
  bool skip_if(Operator operation);
  bool skip_if_name(std::string_view name);
  const Token& expect(TokenKind kind);
  void expect(Operator operation);
  void expect_name(std::string_view name);
  NameId expect_identifier();
  std::string_view text_of(const Token& token) const;
  std::string_view text_of(const diagnostics::Span& span) const;
  std::string describe(const Token& token) const;
  diagnostics::Span span_of(const Token& token) const;
  diagnostics::Span span_since(std::uint32_t begin) const;
  [[noreturn]] void fail_expected(std::string_view expected);
  [[noreturn]] void fail_expected_expression() { fail_at_token(diagnostics::messages::TemplatingExpectedExpression); }
  /// Fails because of the current token; in the message, `arguments` precede the token that was found.
  template <typename... Texts>
  [[noreturn]] void fail_at_token(diagnostics::DiagnosticId id, const Texts&... arguments) {
    require_readable_token();
    fail(id, span_of(current()), arguments..., describe(current()));
  }
  /// Fails without a message at a token that the lexer reported; fails at the end of the template because the tag is
  /// not closed.
  void require_readable_token();
  template <typename... Texts>
  [[noreturn]] void fail(diagnostics::DiagnosticId id, const diagnostics::Span& span, const Texts&... arguments) {
    sink_.report(id, diagnostics::Origin{span, {}}, arguments...);
    throw TagError{};
  }
  void skip_to_tag_end();
  void skip_tag();

  // Operators (parse_expression.cpp)
  ExpressionPtr parse_expression(Conditional conditional = Conditional::Allowed);
  ExpressionPtr parse_conditional();
  ExpressionPtr parse_or();
  ExpressionPtr parse_and();
  ExpressionPtr parse_not();
  ExpressionPtr parse_compare();
  ExpressionPtr parse_sum();
  ExpressionPtr parse_concat();
  ExpressionPtr parse_product();
  ExpressionPtr parse_power();
  ExpressionPtr parse_unary();
  ExpressionPtr parse_signed();
  std::optional<CompareOperator> take_compare_operator();
  ExpressionPtr make_binary(BinaryOperator operation, ExpressionPtr left, ExpressionPtr right);
  ExpressionPtr make(Expression::Node node, std::uint32_t begin);

  // Names, literals, tuples, lists and objects (parse_expression.cpp)
  ExpressionPtr parse_primary();
  ExpressionPtr parse_name();
  ExpressionPtr parse_strings();
  ExpressionPtr parse_tuple(Conditional conditional, Parentheses parentheses);
  ExpressionPtr parse_list();
  ExpressionPtr parse_dict();
  bool is_tuple_end() const;

  // Members, calls, filters and tests (parse_expression.cpp)
  ExpressionPtr parse_postfix(ExpressionPtr expression);
  ExpressionPtr parse_filters_and_tests(ExpressionPtr expression);
  ExpressionPtr parse_attribute(ExpressionPtr object);
  ExpressionPtr parse_subscript(ExpressionPtr object);
  ExpressionPtr parse_subscript_part();
  ExpressionPtr parse_call(ExpressionPtr callee);
  CallArguments parse_arguments();
  void parse_argument(CallArguments& arguments, const Token& open);
  void parse_keyword_argument(CallArguments& arguments);
  ExpressionPtr parse_filter(ExpressionPtr input);
  /// Parses consecutive filters; `input` may be null.
  ExpressionPtr parse_filter_chain(ExpressionPtr input);
  ExpressionPtr parse_test(ExpressionPtr input);
  diagnostics::Span parse_dotted_name();

  // Targets of assignments (parse_expression.cpp)
  ExpressionPtr parse_target();
  ExpressionPtr parse_target_or_namespace();
  void make_target(Expression& expression, NameUse use);
  NameId parse_target_name();

  // Bodies, recovery (parse_statement.cpp)
  Statements parse_body(TagNames ends);
  bool is_at_any(TagNames names) const;
  void parse_output(Statements& body);
  void parse_tag(Statements& body);
  void parse_statement(Statements& body, const Token& tag);
  bool parse_extension_statement(Statements& body, const Token& tag);
  void report_misplaced_tag(const Token& tag);
  void report_unknown_tag(const Token& tag);
  bool is_end_of_outer(std::string_view tag) const;
  /// Parses the part before a body, up to the end of the tag; after an error, skips the rest of the tag.
  template <typename ParseHeader>
  void parse_header(ParseHeader parse_rest) {
    try {
      parse_rest();
      skip_if(Operator::Colon);
      if (!is(TokenKind::BlockEnd)) expect(TokenKind::BlockEnd);
    } catch (const TagError&) {
      skip_to_tag_end();
    }
    finish_header();
  }
  void finish_header();
  /// Parses the body of a block up to one of its end tags, and consumes the tag's name; returns that name.
  std::string_view parse_block_body(TagNames ends, Statements& body);
  /// Gives up: skips everything up to the end of the template.
  void abandon();

  // One function for each tag (parse_statement.cpp)
  Statement::Node parse_for();
  Statement::Node parse_if();
  Statement::Node parse_set();
  Statement::Node parse_with();
  Statement::Node parse_autoescape();
  Statement::Node parse_filter_block();
  void parse_print(Statements& body);
  Statement::Node parse_macro();
  Statement::Node parse_call_block();
  void parse_signature(MacroParts& parts);
  Statement::Node parse_block();
  Statement::Node parse_extends();
  Statement::Node parse_include();
  Statement::Node parse_import();
  Statement::Node parse_from_import();
  bool parse_context_clause(bool otherwise);
  bool at_context_clause() const;
  void check_required_block(const BlockStatement& block, const diagnostics::Span& tag);

  SourceText source_;
  SyntaxOptions options_;
  NameTable& names_;
  Arena& arena_;
  diagnostics::DiagnosticSink& sink_;
  std::vector<Token> tokens_;
  std::size_t position_ = 0;
  int nesting_ = 0;
  std::vector<OpenTag> open_tags_;
  std::vector<TagNames> awaited_;               // the end tags of open_tags_
  std::vector<std::string_view> unknown_tags_;  // already reported; their end tags are skipped without a message
  std::optional<std::uint32_t> tag_begin_;      // of the tag that is being read; nullopt for an expression
  bool abandoned_ = false;
  std::size_t max_errors_ = 0;  // of the sink; at this number parsing is given up
};

// NestingGuard: stops the parser before deeply nested source exhausts the stack.

/// Maximum nesting of brackets, tags and prefix operators.
inline constexpr int kDeepestNesting = 100;
/// Maximum number of operators, calls and filters in one chain.
inline constexpr std::uint32_t kDeepestTree = 400;

class Parser::NestingGuard {
 public:
  explicit NestingGuard(Parser& parser) : parser_(parser) {
    if (parser_.nesting_ < kDeepestNesting) {
      ++parser_.nesting_;
      return;
    }
    const diagnostics::Span span = parser_.span_of(parser_.current());
    parser_.abandon();
    parser_.fail(diagnostics::messages::TemplatingTooDeep, span, kDeepestNesting);
  }
  ~NestingGuard() { --parser_.nesting_; }
  NestingGuard(const NestingGuard&) = delete;
  NestingGuard& operator=(const NestingGuard&) = delete;

 private:
  Parser& parser_;
};

}  // namespace gongwen::templating
