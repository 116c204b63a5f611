// GrammarCompiler: turns value definitions into nodes at compile time. A recursive descent over the notation of
// css-values-4 section 2, by rising precedence: `|`, `
// `, `&&`, juxtaposition. A definition that is not well-formed does not compile.
//   constexpr auto kNodes = compile_definitions<2>(std::array<std::string_view, 2>{"auto | <length>", "<color>"});
#pragma once

#include "base/assert.h"
#include "base/name_index.h"
#include "base/utf8.h"
#include "style/css/detail/grammar.h"
#include "style/css/token.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

namespace gongwen::css {

inline constexpr std::string_view kKeywordTexts[] = {
#define GONGWEN_KEYWORD(name, text) text,
#include "style/css/keywords.def"
#undef GONGWEN_KEYWORD
};

/// By the text in lower case.
inline constexpr base::NameIndex<std::size(kKeywordTexts),
                                 [](std::size_t i) {
                                   return kKeywordTexts[i];
                                 }>
    kKeywordIndex;

struct NamedGrammar {
  std::string_view name;
  std::string_view definition;
};

inline constexpr NamedGrammar kNamedTypes[] = {
#define GONGWEN_GRAMMAR_TYPE(name, definition) {name, definition},
#include "style/css/grammar_types.def"
#undef GONGWEN_GRAMMAR_TYPE
};

inline constexpr std::array<std::pair<std::string_view, BasicType>, 13> kBasicTypes = {{
    {"length", BasicType::Length},
    {"length-percentage", BasicType::LengthPercentage},
    {"percentage", BasicType::Percentage},
    {"number", BasicType::Number},
    {"integer", BasicType::Integer},
    {"angle", BasicType::Angle},
    {"color", BasicType::Color},
    {"string", BasicType::String},
    {"url", BasicType::Url},
    {"custom-ident", BasicType::CustomIdent},
    {"family-name", BasicType::FamilyName},
    {"flex", BasicType::Flex},
    {"line-names", BasicType::LineNames},
}};

/// The nodes of several definitions, and the root of each; the named types to which they refer are included once each.
template <std::size_t kDefinitions, std::size_t kMaxNodes, std::size_t kMaxChildren>
struct CompiledGrammars {
  std::array<GrammarNode, kMaxNodes> nodes{};
  std::array<std::uint16_t, kMaxChildren> children{};
  std::array<std::uint16_t, kDefinitions> roots{};
  std::size_t node_count = 0;
  std::size_t child_count = 0;

  Grammar grammar(std::size_t definition) const { return {{nodes.data(), children.data()}, roots[definition]}; }
};

template <typename Compiled>
class GrammarCompiler {
 public:
  constexpr explicit GrammarCompiler(Compiled& out) : out_(out) {}

  /// Returns the root.
  constexpr std::uint16_t compile(std::string_view definition) {
    text_ = definition;
    const std::uint16_t root = one_of();
    skip_space();
    GONGWEN_ASSERT(text_.empty());
    return root;
  }

 private:
  using Node = GrammarNode;
  using Kind = GrammarNode::Kind;

  static constexpr std::uint16_t kUnlimited = 0xFFFF;
  static constexpr std::uint16_t kNotYet = 0xFFFF;

  /// Nodes that become the children of one.
  struct Parts {
    std::array<std::uint16_t, 64> nodes{};
    std::size_t count = 0;
    constexpr void add(std::uint16_t node) { nodes.at(count++) = node; }
  };

  constexpr void skip_space() {
    while (!text_.empty() && text_.front() == ' ') text_.remove_prefix(1);
  }
  constexpr bool looking_at(std::string_view expected) {
    skip_space();
    return text_.starts_with(expected);
  }
  constexpr bool take(std::string_view expected) {
    if (!looking_at(expected)) return false;
    text_.remove_prefix(expected.size());
    return true;
  }

  constexpr std::uint16_t add(const Node& node) {
    out_.nodes.at(out_.node_count) = node;
    return static_cast<std::uint16_t>(out_.node_count++);
  }
  constexpr void set_children(Node& node, const Parts& parts) {
    node.first_child = static_cast<std::uint16_t>(out_.child_count);
    node.child_count = static_cast<std::uint16_t>(parts.count);
    for (std::size_t i = 0; i < parts.count; ++i) out_.children.at(out_.child_count++) = parts.nodes[i];
  }
  constexpr std::uint16_t group(Kind kind, const Parts& parts) {
    if (parts.count == 1) return parts.nodes.front();
    Node node;
    node.kind = kind;
    set_children(node, parts);
    return add(node);
  }

  constexpr std::uint16_t one_of() {
    Parts parts;
    parts.add(some_of());
    while (!looking_at("||") && take("|")) parts.add(some_of());
    return group(Kind::OneOf, parts);
  }
  constexpr std::uint16_t some_of() {
    Parts parts;
    parts.add(all_of());
    while (take("||")) parts.add(all_of());
    return group(Kind::SomeOf, parts);
  }
  constexpr std::uint16_t all_of() {
    Parts parts;
    parts.add(sequence());
    while (take("&&")) parts.add(sequence());
    return group(Kind::AllOf, parts);
  }
  constexpr std::uint16_t sequence() {
    Parts parts;
    while (!looking_at("|") && !looking_at("&&") && !looking_at("]") && !looking_at(")") && !text_.empty()) {
      parts.add(term());
    }
    return group(Kind::Sequence, parts);
  }

  constexpr std::uint16_t term() {
    std::uint16_t node = 0;
    if (take("[")) {
      node = one_of();
      take("]");
    } else if (take("<")) {
      node = type_reference();
    } else if (take("/")) {
      Node slash;
      slash.kind = Kind::Slash;
      node = add(slash);
    } else if (take(",")) {
      Node comma;
      comma.kind = Kind::Comma;
      node = add(comma);
    } else {
      node = keyword_or_function();
    }
    return with_multiplier(node);
  }

  constexpr std::uint16_t keyword_or_function() {
    skip_space();
    std::size_t length = 0;
    while (length < text_.size() && (base::is_ascii_alnum(text_[length]) || text_[length] == '-')) ++length;
    Node node;
    node.kind = Kind::Keyword;
    node.keyword = keyword_of(text_.substr(0, length));
    text_.remove_prefix(length);
    if (text_.starts_with('(')) {
      text_.remove_prefix(1);
      node.kind = Kind::Function;
      Parts arguments;
      arguments.add(one_of());
      set_children(node, arguments);
      take(")");
    }
    return add(node);
  }
  static constexpr Keyword keyword_of(std::string_view text) {
    std::array<char, 64> lower{};
    for (std::size_t i = 0; i < text.size(); ++i) lower.at(i) = base::to_ascii_lower(text[i]);
    const std::optional<std::size_t> found = kKeywordIndex.find({lower.data(), text.size()});
    GONGWEN_ASSERT(found);
    return static_cast<Keyword>(*found);
  }

  /// After `<`: `length-percentage [0,∞]>`.
  constexpr std::uint16_t type_reference() {
    const std::size_t end = text_.find('>');
    std::string_view inner = text_.substr(0, end);
    text_.remove_prefix(end + 1);
    const std::size_t space = inner.find(' ');
    const std::string_view name = inner.substr(0, space);
    for (std::size_t i = 0; i < std::size(kNamedTypes); ++i) {
      if (kNamedTypes[i].name == name) return named_type(i);
    }
    Node node;
    node.kind = Kind::Type;
    if (space != std::string_view::npos) node.range = numeric_range(inner.substr(space + 1));
    std::size_t basic = 0;
    while (kBasicTypes.at(basic).first != name) ++basic;
    node.type = kBasicTypes[basic].second;
    return add(node);
  }
  constexpr std::uint16_t named_type(std::size_t number) {
    if (named_roots_[number] == kNotYet) {
      const std::string_view rest = std::exchange(text_, {});
      named_roots_[number] = compile(kNamedTypes[number].definition);
      text_ = rest;
    }
    return named_roots_[number];
  }

  /// `[0,∞]`, `[1,1000]`, `[-90,90]`.
  static constexpr NumericRange numeric_range(std::string_view text) {
    NumericRange range;
    const std::size_t comma = text.find(',');
    range.least = whole_number(text.substr(1, comma - 1));
    const std::string_view most = text.substr(comma + 1, text.size() - comma - 2);
    if (most != "∞") range.most = whole_number(most);
    return range;
  }
  static constexpr double whole_number(std::string_view text) {
    const bool is_negative = text.starts_with('-');
    int number = 0;
    for (const char c : text.substr(is_negative ? 1 : 0)) {
      GONGWEN_ASSERT(base::is_ascii_digit(c));
      number = number * 10 + (c - '0');
    }
    return is_negative ? -number : number;
  }

  constexpr bool take_next(char expected) {
    if (!text_.starts_with(expected)) return false;
    text_.remove_prefix(1);
    return true;
  }
  constexpr std::uint16_t take_count() {
    std::uint16_t count = 0;
    for (; !text_.empty() && base::is_ascii_digit(text_.front()); text_.remove_prefix(1)) {
      count = static_cast<std::uint16_t>(count * 10 + (text_.front() - '0'));
    }
    return count;
  }

  /// `?`, `*`, `+`, `#`, `{2}`, `{1,4}`, and `#{16}` (css-values-4 section 2.3).
  constexpr std::uint16_t with_multiplier(std::uint16_t index) {
    std::uint16_t least = 1;
    std::uint16_t most = 1;
    bool comma_separated = false;
    if (take_next('?')) {
      least = 0;
    } else if (take_next('*')) {
      least = 0;
      most = kUnlimited;
    } else if (take_next('+')) {
      most = kUnlimited;
    } else {
      comma_separated = take_next('#');
      const bool is_counted = take_next('{');
      if (!comma_separated && !is_counted) return index;
      most = kUnlimited;
      if (is_counted) {
        least = most = take_count();
        if (take_next(',')) most = take_count();
        GONGWEN_ASSERT(text_.starts_with('}'));
        text_.remove_prefix(1);
      }
    }
    // Counts belong to a node around the counted one, which keeps its own meaning.
    Node node;
    node.kind = Kind::Sequence;
    Parts counted;
    counted.add(index);
    set_children(node, counted);
    node.least = least;
    node.most = most;
    node.comma_separated = comma_separated;
    return add(node);
  }

  Compiled& out_;
  std::string_view text_;
  std::array<std::uint16_t, std::size(kNamedTypes)> named_roots_ = [] {
    std::array<std::uint16_t, std::size(kNamedTypes)> roots{};
    roots.fill(kNotYet);
    return roots;
  }();
};

template <std::size_t kDefinitions, std::size_t kMaxNodes = 4096, std::size_t kMaxChildren = 8192>
constexpr auto compile_definitions(const std::array<std::string_view, kDefinitions>& definitions) {
  CompiledGrammars<kDefinitions, kMaxNodes, kMaxChildren> out;
  GrammarCompiler compiler(out);
  for (std::size_t i = 0; i < kDefinitions; ++i) out.roots[i] = compiler.compile(definitions[i]);
  return out;
}

}  // namespace gongwen::css
