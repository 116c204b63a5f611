#include "css/declaration.h"
#include "css/detail/at_rule_parsers.h"
#include "css/selector.h"

namespace gongwen::css {
namespace {

constexpr int kDeepestCondition = 32;

/// Ill-formed parts are not conditions; they are unknown, which counts as not supported (css-conditional-3 §6.1).
class Condition {
 public:
  explicit Condition(int depth) : depth_(depth) {}

  std::optional<bool> parse(TokenStream stream) const {
    if (depth_ > kDeepestCondition) return std::nullopt;
    stream.skip_white_space();
    if (stream.looking_at_ident("not")) {
      stream.next();
      const std::optional<bool> operand = spaced_operand(stream);
      if (!operand || !stream.at_end()) return std::nullopt;
      return !*operand;
    }
    std::optional<bool> result = parse_operand(stream);
    stream.skip_white_space();
    const bool is_and = stream.looking_at_ident("and");
    const std::string_view joint = is_and ? "and" : "or";
    while (result && !stream.at_end()) {
      // Both words in one condition need parentheses.
      if (!stream.looking_at_ident(joint)) return std::nullopt;
      stream.next();
      const std::optional<bool> operand = spaced_operand(stream);
      if (!operand) return std::nullopt;
      result = is_and ? *result && *operand : *result || *operand;
    }
    return result;
  }

 private:
  /// After a word a blank must follow, otherwise it would be a function.
  std::optional<bool> spaced_operand(TokenStream& stream) const {
    if (!stream.skip_white_space()) return std::nullopt;
    const std::optional<bool> operand = parse_operand(stream);
    stream.skip_white_space();
    return operand;
  }

  std::optional<bool> parse_operand(TokenStream& stream) const {
    if (stream.looking_at(TokenKind::OpenParenthesis)) {
      const TokenStream inner = stream.take_block();
      if (const std::optional<bool> nested = Condition(depth_ + 1).parse(inner)) return nested;
      return supports_declaration(inner);
    }
    if (!stream.looking_at(TokenKind::Function)) return std::nullopt;
    const bool is_selector = base::equals_ignoring_ascii_case(stream.peek().text, "selector");
    const TokenStream inner = stream.take_block();
    return is_selector && supports_selector(inner);
  }

  static bool supports_selector(TokenStream inner) {
    diagnostics::DiagnosticSink unheard;
    const base::Expected<SelectorList> list = parse_selector_list(inner, {}, unheard);
    return list && list->size() == 1;
  }

 public:
  static bool supports_declaration(TokenStream inner) {
    // One declaration, not a list of them.
    TokenStream rest = inner;
    while (!rest.at_end()) {
      if (rest.looking_at(TokenKind::Semicolon)) return false;
      rest.take_component_value();
    }
    diagnostics::DiagnosticSink unheard;
    const DeclarationBlock block = parse_declarations(inner, {}, unheard);
    return !block.empty() && unheard.diagnostics().empty();
  }

 private:
  int depth_;
};

}  // namespace

std::optional<bool> supports(TokenStream condition) { return Condition(0).parse(condition); }

std::optional<bool> supports_import(TokenStream inner) {
  if (const std::optional<bool> condition = Condition(0).parse(inner)) return condition;
  return Condition::supports_declaration(inner);
}

}  // namespace gongwen::css
