// Compiling value definitions: a recursive descent over the notation of css-values-4 section 2, by rising precedence:
// `|`, `||`, `&&`, juxtaposition.
#include "base/ascii.h"
#include "base/assert.h"
#include "css/detail/grammar.h"

#include <optional>
#include <utility>

namespace gongwen::css {
namespace {

struct NamedGrammar {
  std::string_view name;
  std::string_view definition;
};

constexpr NamedGrammar kNamedTypes[] = {
#define GONGWEN_GRAMMAR_TYPE(name, definition) {name, definition},
#include "css/grammar_types.def"
#undef GONGWEN_GRAMMAR_TYPE
};

struct NamedBasicType {
  std::string_view name;
  BasicType type;
};

constexpr NamedBasicType kBasicTypes[] = {
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
};

constexpr std::uint16_t kUnlimited = 0xFFFF;

}  // namespace

class GrammarCompiler {
 public:
  GrammarCompiler(Grammar& grammar, std::string_view text) : grammar_(grammar), text_(text) {}

  std::uint16_t compile() {
    const std::uint16_t root = one_of();
    skip_space();
    GONGWEN_ASSERT(text_.empty());
    return root;
  }

 private:
  using Node = Grammar::Node;
  using Kind = Grammar::Node::Kind;

  void skip_space() {
    while (!text_.empty() && text_.front() == ' ') text_.remove_prefix(1);
  }
  bool looking_at(std::string_view expected) {
    skip_space();
    return text_.starts_with(expected);
  }
  bool take(std::string_view expected) {
    if (!looking_at(expected)) return false;
    text_.remove_prefix(expected.size());
    return true;
  }

  std::uint16_t add(Node node) {
    grammar_.nodes_.push_back(std::move(node));
    return static_cast<std::uint16_t>(grammar_.nodes_.size() - 1);
  }
  std::uint16_t group(Kind kind, std::vector<std::uint16_t> children) {
    if (children.size() == 1) return children.front();
    Node node;
    node.kind = kind;
    node.children = std::move(children);
    return add(std::move(node));
  }

  std::uint16_t one_of() {
    std::vector<std::uint16_t> parts{some_of()};
    while (!looking_at("||") && take("|")) parts.push_back(some_of());
    return group(Kind::OneOf, std::move(parts));
  }
  std::uint16_t some_of() {
    std::vector<std::uint16_t> parts{all_of()};
    while (take("||")) parts.push_back(all_of());
    return group(Kind::SomeOf, std::move(parts));
  }
  std::uint16_t all_of() {
    std::vector<std::uint16_t> parts{sequence()};
    while (take("&&")) parts.push_back(sequence());
    return group(Kind::AllOf, std::move(parts));
  }
  std::uint16_t sequence() {
    std::vector<std::uint16_t> parts;
    while (!looking_at("|") && !looking_at("&&") && !looking_at("]") && !looking_at(")") && !text_.empty()) {
      parts.push_back(term());
    }
    return group(Kind::Sequence, std::move(parts));
  }

  std::uint16_t term() {
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

  std::uint16_t keyword_or_function() {
    skip_space();
    std::size_t length = 0;
    while (length < text_.size() && (base::is_ascii_alnum(text_[length]) || text_[length] == '-')) ++length;
    const std::optional<Keyword> keyword = find_keyword(text_.substr(0, length));
    GONGWEN_ASSERT(keyword);
    text_.remove_prefix(length);
    Node node;
    node.kind = Kind::Keyword;
    node.keyword = keyword.value_or(Keyword::None);
    if (text_.starts_with('(')) {
      text_.remove_prefix(1);
      node.kind = Kind::Function;
      node.children = {one_of()};
      take(")");
    }
    return add(std::move(node));
  }

  /// After `<`: `length-percentage [0,∞]>`.
  std::uint16_t type_reference() {
    const std::size_t end = text_.find('>');
    std::string_view inner = text_.substr(0, end);
    text_.remove_prefix(end + 1);
    const std::size_t space = inner.find(' ');
    const std::string_view name = inner.substr(0, space);
    for (const NamedGrammar& named : kNamedTypes) {
      if (named.name == name) return GrammarCompiler(grammar_, named.definition).compile();
    }
    Node node;
    node.kind = Kind::Type;
    if (space != std::string_view::npos) node.range = numeric_range(inner.substr(space + 1));
    for (const NamedBasicType& basic : kBasicTypes) {
      if (basic.name == name) {
        node.type = basic.type;
        return add(std::move(node));
      }
    }
    GONGWEN_ASSERT(false && "a grammar names an unknown type");
    return add(std::move(node));
  }

  /// `[0,∞]`, `[1,1000]`.
  static NumericRange numeric_range(std::string_view text) {
    NumericRange range;
    const std::size_t comma = text.find(',');
    range.least = std::stod(std::string(text.substr(1, comma - 1)));
    const std::string_view most = text.substr(comma + 1, text.size() - comma - 2);
    if (base::is_ascii_digit(most.front())) range.most = std::stod(std::string(most));
    return range;
  }

  bool take_next(char expected) {
    if (!text_.starts_with(expected)) return false;
    text_.remove_prefix(1);
    return true;
  }
  std::uint16_t take_count() {
    std::uint16_t count = 0;
    for (; !text_.empty() && base::is_ascii_digit(text_.front()); text_.remove_prefix(1)) {
      count = static_cast<std::uint16_t>(count * 10 + (text_.front() - '0'));
    }
    return count;
  }

  /// `?`, `*`, `+`, `#`, `{2}`, `{1,4}`, and `#{16}` (css-values-4 section 2.3).
  std::uint16_t with_multiplier(std::uint16_t index) {
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
    node.children = {index};
    node.least = least;
    node.most = most;
    node.comma_separated = comma_separated;
    return add(std::move(node));
  }

  Grammar& grammar_;
  std::string_view text_;
};

Grammar::Grammar(std::string_view definition) { root_ = GrammarCompiler(*this, definition).compile(); }

}  // namespace gongwen::css
