// The keywords, and the grammars of all properties and parts of properties, compiled with the program.
#include "css/detail/grammar_compiler.h"
#include "css/property.h"

namespace gongwen::css {
namespace {

constexpr std::array kDefinitions = {
#define GONGWEN_PROPERTY(id, name, field, inherited, initial, grammar) std::string_view(grammar),
#include "css/properties.def"
#undef GONGWEN_PROPERTY
#define GONGWEN_VALUE_GRAMMAR(name, definition) std::string_view(definition),
#include "css/value_grammars.def"
#undef GONGWEN_VALUE_GRAMMAR
};

constexpr auto kGrammars = [] {
  constexpr auto all = compile_definitions(kDefinitions);
  // No longer than they are.
  CompiledGrammars<kDefinitions.size(), all.node_count, all.child_count> fitting;
  for (std::size_t i = 0; i < all.node_count; ++i) fitting.nodes[i] = all.nodes[i];
  for (std::size_t i = 0; i < all.child_count; ++i) fitting.children[i] = all.children[i];
  fitting.roots = all.roots;
  return fitting;
}();

}  // namespace

std::string_view keyword_text(Keyword keyword) { return kKeywordTexts[static_cast<std::size_t>(keyword)]; }

std::optional<Keyword> find_keyword(std::string_view text) {
  const std::optional<std::size_t> found = kKeywordIndex.find_in_any_case(text);
  return found ? std::optional(static_cast<Keyword>(*found)) : std::nullopt;
}

Grammar property_grammar(PropertyId id) { return kGrammars.grammar(static_cast<std::size_t>(id)); }

Grammar value_grammar(ValueGrammar grammar) {
  return kGrammars.grammar(kPropertyCount + static_cast<std::size_t>(grammar));
}

}  // namespace gongwen::css
