#include "css/stylesheet.h"
#include "css/token.h"

namespace gongwen::css {
namespace {

std::optional<bool> matches_one(TokenStream& stream) {
  stream.skip_white_space();
  bool negated = false;
  if (stream.looking_at_ident("not")) {
    negated = true;
    stream.next();
  } else if (stream.looking_at_ident("only")) {
    stream.next();
  }
  stream.skip_white_space();
  if (!stream.looking_at(TokenKind::Ident)) return std::nullopt;
  const bool print = stream.looking_at_ident("print") || stream.looking_at_ident("all");
  stream.next();
  stream.skip_white_space();
  if (!stream.at_end() && !stream.looking_at(TokenKind::Comma)) return std::nullopt;
  return print != negated;
}

}  // namespace

std::optional<bool> matches_print(TokenStream stream) {
  stream.skip_white_space();
  if (stream.at_end()) return true;
  bool any = false;
  do {
    const std::optional<bool> one = matches_one(stream);
    if (!one) return std::nullopt;
    any = any || *one;
  } while (stream.take(TokenKind::Comma));
  return any;
}

std::optional<bool> matches_print(std::string_view text) {
  base::StringArena arena;
  const std::vector<Token> tokens = tokenize(text, 0, arena);
  return matches_print(TokenStream(tokens));
}

}  // namespace gongwen::css
