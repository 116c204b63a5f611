#include "base/ascii.h"
#include "css/token_stream.h"
#include "style/detail/cascade.h"

#include <algorithm>

namespace gongwen::style {
namespace {

using css::Token;
using css::TokenKind;
using css::TokenStream;

constexpr std::size_t kMaxTokens = 10'000;
/// No honest style sheet refers deeper than this.
constexpr int kMaxVariableDepth = 32;
/// References that stand for nothing, and fallbacks in a circle, multiply without making tokens.
constexpr int kMaxReferences = 10'000;

class Substitution {
 public:
  /// `name`: the custom property whose value is substituted; empty for others.
  Substitution(const CustomProperties* properties, std::string_view name) : properties_(properties) {
    if (!name.empty()) open_.push_back(name);
  }

  bool run(std::span<const Token> tokens, int depth) {
    if (depth > kMaxVariableDepth || ++references_ > kMaxReferences) return false;
    TokenStream stream(tokens);
    while (!stream.at_end()) {
      const Token& token = stream.peek();
      if (token.kind == TokenKind::Function && base::equals_ignoring_ascii_case(token.text, "var")) {
        if (!replace(stream.take_block(), depth)) return false;
      } else {
        out.push_back(stream.next());
      }
      if (out.size() > kMaxTokens) return false;
    }
    return true;
  }

  bool is_circular(std::string_view name) const {
    return std::find(circular_.begin(), circular_.end(), name) != circular_.end();
  }

  std::vector<Token> out;

 private:
  /// Inside `var( --name , fallback )`.
  bool replace(TokenStream inner, int depth) {
    inner.skip_white_space();
    if (!inner.looking_at(TokenKind::Ident)) return false;
    const std::string_view name = inner.next().text;
    inner.skip_white_space();
    const bool has_fallback = inner.take(TokenKind::Comma);
    if (!has_fallback && !inner.at_end()) return false;
    const std::size_t kept = out.size();
    if (properties_ != nullptr) {
      const auto found = properties_->find(name);
      if (found != properties_->end() && resolve(name, found->second, depth)) return true;
      out.resize(kept);
    }
    return has_fallback && run(inner.rest(), depth + 1);
  }

  /// All in a circle of references are invalid, even where they have a fallback (css-variables-1 §2.3).
  bool resolve(std::string_view name, std::span<const Token> value, int depth) {
    const auto begun = std::find(open_.begin(), open_.end(), name);
    if (begun != open_.end()) {
      circular_.insert(circular_.end(), begun, open_.end());
      return false;
    }
    open_.push_back(name);
    const bool is_valid = run(value, depth + 1);
    open_.pop_back();
    return is_valid && !is_circular(name);
  }

  const CustomProperties* properties_;
  std::vector<std::string_view> open_;      // what is being replaced, outermost first
  std::vector<std::string_view> circular_;  // names in circles
  int references_ = 0;
};

}  // namespace

std::optional<std::vector<Token>> substitute_variables(std::span<const Token> tokens,
                                                       const CustomProperties* properties, std::string_view name) {
  Substitution substitution(properties, name);
  if (!substitution.run(tokens, 0) || substitution.is_circular(name)) return std::nullopt;
  return std::move(substitution.out);
}

}  // namespace gongwen::style
