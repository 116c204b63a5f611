#include "base/ascii.h"
#include "css/detail/at_rule_parsers.h"

namespace gongwen::css {
namespace {

/// `An+B`, or `An+B of name` (css-gcpm-3 section 5.1.2).
bool parse_page_nth(TokenStream stream, PageSelector& selector) {
  const std::size_t begin = stream.position();
  while (!stream.at_end() && !stream.looking_at_ident("of")) stream.next();
  selector.nth = parse_nth(TokenStream(stream.from(begin)));
  if (!selector.nth || stream.at_end()) return selector.nth.has_value();
  stream.next();
  stream.skip_white_space();
  if (!stream.looking_at(TokenKind::Ident)) return false;
  selector.nth_name = stream.next().text;
  stream.skip_white_space();
  return stream.at_end();
}

bool* pseudo_class(std::string_view name, PageSelector& selector) {
  const auto is = [name](std::string_view known) {
    return base::equals_ignoring_ascii_case(name, known);
  };
  return is("first")   ? &selector.first
         : is("blank") ? &selector.blank
         : is("left")  ? &selector.left
         : is("right") ? &selector.right
                       : nullptr;
}

/// What follows a colon.
bool parse_pseudo_class(TokenStream& stream, PageSelector& selector) {
  const Token pseudo = stream.peek();
  if (pseudo.kind == TokenKind::Function && base::equals_ignoring_ascii_case(pseudo.text, "nth")) {
    return parse_page_nth(stream.take_block(), selector);
  }
  stream.next();
  bool* const flag = pseudo.kind == TokenKind::Ident ? pseudo_class(pseudo.text, selector) : nullptr;
  if (flag != nullptr) *flag = true;
  return flag != nullptr;
}

}  // namespace

std::optional<PageSelector> parse_page_selector(TokenStream& stream) {
  PageSelector selector;
  if (stream.looking_at(TokenKind::Ident)) selector.name = stream.next().text;
  while (stream.take(TokenKind::Colon)) {
    if (!parse_pseudo_class(stream, selector)) return std::nullopt;
  }
  stream.skip_white_space();
  if (!stream.at_end() && !stream.take(TokenKind::Comma)) return std::nullopt;
  return selector;
}

}  // namespace gongwen::css
