#include "images/detail/svg_variables.h"

#include "style/css/token.h"
#include "style/style_tree.h"

#include <span>
#include <vector>

namespace gongwen::images {

std::optional<std::string> with_variables(std::string_view value, const SvgVariables& variables) {
  base::StringArena texts;
  const auto tokens_of = [&texts](std::string_view text) {
    std::vector<css::Token> tokens = css::tokenize(text, 0, texts);
    tokens.pop_back();  // the end of the text
    return tokens;
  };
  style::CustomProperties known;
  for (const auto& [name, text] : variables) known.emplace(name, tokens_of(text));
  const std::vector<css::Token> tokens = tokens_of(value);
  const auto resolved = style::substitute_variables(tokens, &known);
  return resolved ? std::optional(css::token_text(*resolved)) : std::nullopt;
}

}  // namespace gongwen::images
