// Matching values against grammars. Alternatives are tried in turn and the one that takes most tokens wins, so the
// order in which a grammar lists them does not matter.
#include "base/ascii.h"
#include "css/detail/grammar.h"

#include <algorithm>

namespace gongwen::css {

class GrammarMatcher {
 public:
  GrammarMatcher(GrammarTable table, std::uint16_t root) : table_(table), root_(&table.nodes[root]) {}

  bool match(std::uint16_t index, TokenStream& stream, std::vector<Value>& out) const {
    const Node& node = table_.nodes[index];
    if (node.least == 1 && node.most == 1) return match_once(node, stream, out);
    std::size_t count = 0;
    while (count < node.most) {
      TokenStream attempt = stream;
      const std::size_t kept = out.size();
      if (count > 0 && node.comma_separated && !take_comma(attempt, out)) break;
      const std::size_t before = attempt.position();
      if (!match_once(node, attempt, out) || attempt.position() == before) {
        out.resize(kept);
        break;
      }
      stream = attempt;
      ++count;
    }
    return count >= node.least;
  }

 private:
  using Node = GrammarNode;
  using Kind = GrammarNode::Kind;

  static bool take_comma(TokenStream& stream, std::vector<Value>& out) {
    stream.skip_white_space();
    if (!stream.take(TokenKind::Comma)) return false;
    Value comma;
    comma.kind = ValueKind::Comma;
    out.push_back(comma);
    return true;
  }

  bool match_once(const Node& node, TokenStream& stream, std::vector<Value>& out) const {
    switch (node.kind) {
      case Kind::Keyword: return match_keyword(node, stream, out);
      case Kind::Type: return match_type(node, stream, out);
      case Kind::Function: return match_function(node, stream, out);
      case Kind::Slash: return match_slash(stream, out);
      case Kind::Comma: return take_comma(stream, out);
      case Kind::Sequence: return match_sequence(node, stream, out);
      case Kind::AllOf: return match_any_order(node, stream, out, node.child_count);
      case Kind::SomeOf: return match_any_order(node, stream, out, 1);
      case Kind::OneOf: return match_one_of(node, stream, out);
    }
    return false;
  }

  static bool match_keyword(const Node& node, TokenStream& stream, std::vector<Value>& out) {
    stream.skip_white_space();
    if (!stream.looking_at_ident(keyword_text(node.keyword))) return false;
    stream.next();
    Value value;
    value.keyword = node.keyword;
    out.push_back(std::move(value));
    return true;
  }

  /// Whether a word is a value in itself, so that no name may be the same (css-values-4 §4.2).
  bool is_whole_value(const Token& token) const {
    if (root_ == nullptr || root_->kind != Kind::OneOf) return false;
    const auto children = table_.children_of(*root_);
    return std::any_of(children.begin(), children.end(), [&](std::uint16_t child) {
      const Node& node = table_.nodes[child];
      return node.kind == Kind::Keyword && base::equals_ignoring_ascii_case(token.text, keyword_text(node.keyword));
    });
  }

  bool match_type(const Node& node, TokenStream& stream, std::vector<Value>& out) const {
    stream.skip_white_space();
    if (node.type == BasicType::CustomIdent && is_whole_value(stream.peek())) return false;
    Value value;
    if (!match_basic_type(node.type, node.range, stream, value)) return false;
    out.push_back(std::move(value));
    return true;
  }

  bool match_function(const Node& node, TokenStream& stream, std::vector<Value>& out) const {
    stream.skip_white_space();
    const Token& token = stream.peek();
    if (token.kind != TokenKind::Function) return false;
    if (!base::equals_ignoring_ascii_case(token.text, keyword_text(node.keyword))) return false;
    Value value;
    value.kind = ValueKind::Function;
    value.keyword = node.keyword;
    TokenStream inner = stream.take_block();
    GrammarMatcher of_arguments(*this);
    of_arguments.root_ = nullptr;
    if (!of_arguments.match(table_.children_of(node).front(), inner, value.arguments)) return false;
    inner.skip_white_space();
    if (!inner.at_end()) return false;
    out.push_back(std::move(value));
    return true;
  }

  static bool match_slash(TokenStream& stream, std::vector<Value>& out) {
    stream.skip_white_space();
    if (!stream.take_delimiter('/')) return false;
    Value slash;
    slash.kind = ValueKind::Slash;
    out.push_back(slash);
    return true;
  }

  bool match_sequence(const Node& node, TokenStream& stream, std::vector<Value>& out) const {
    TokenStream attempt = stream;
    const std::size_t kept = out.size();
    for (const std::uint16_t child : table_.children_of(node)) {
      if (match(child, attempt, out)) continue;
      out.resize(kept);
      return false;
    }
    stream = attempt;
    return true;
  }

  bool match_one_of(const Node& node, TokenStream& stream, std::vector<Value>& out) const {
    bool found = false;
    TokenStream best = stream;
    std::vector<Value> best_values;
    for (const std::uint16_t child : table_.children_of(node)) {
      TokenStream attempt = stream;
      std::vector<Value> values;
      if (!match(child, attempt, values)) continue;
      if (!found || attempt.position() > best.position()) {
        found = true;
        best = attempt;
        best_values = std::move(values);
      }
    }
    if (!found) return false;
    stream = best;
    out.insert(out.end(), std::make_move_iterator(best_values.begin()), std::make_move_iterator(best_values.end()));
    return true;
  }

  /// `&&` and `||`: each child once, in the order of the source. `needed` children must be there; a child that may be
  /// missing counts as found.
  bool match_any_order(const Node& node, TokenStream& stream, std::vector<Value>& out, std::size_t needed) const {
    TokenStream attempt = stream;
    const std::size_t kept = out.size();
    const auto children = table_.children_of(node);
    std::vector<std::uint16_t> left(children.begin(), children.end());
    std::size_t found = 0;
    for (bool progress = true; progress;) {
      progress = false;
      for (std::size_t i = 0; i < left.size(); ++i) {
        const std::size_t before = attempt.position();
        if (!match(left[i], attempt, out) || attempt.position() == before) continue;
        left.erase(left.begin() + static_cast<std::ptrdiff_t>(i));
        ++found;
        progress = true;
        break;
      }
    }
    if (needed > 1) {
      for (const std::uint16_t child : left) found += table_.nodes[child].least == 0;
    }
    if (found < needed) {
      out.resize(kept);
      return false;
    }
    stream = attempt;
    return true;
  }

  GrammarTable table_;
  const Node* root_;  // null within functions
};

bool Grammar::match_prefix(TokenStream& stream, std::vector<Value>& out) const {
  return GrammarMatcher(table_, root_).match(root_, stream, out);
}

bool Grammar::match(TokenStream stream, std::vector<Value>& out) const {
  const std::size_t kept = out.size();
  if (match_prefix(stream, out)) {
    stream.skip_white_space();
    if (stream.at_end()) return true;
  }
  out.resize(kept);
  return false;
}

}  // namespace gongwen::css
