#include "rules/detail/place_pattern.h"

#include "base/json_pointer.h"

#include <algorithm>
#include <span>

namespace gongwen::rules {
namespace {

constexpr std::string_view kAny = "*";

/// Goes down the data and the tokens together; not deeper than the data.
class Search {
 public:
  Search(const data::Value& data, const PlacePattern::Visit& visit)
      : visit_(visit), match_{data, {}, {}, {}}, above_{data} {}

  /// The item is a value that the `*` before matches.
  bool descend_item(const data::Value& item, std::size_t index, std::span<const std::string> tokens) {
    match_.index = index;
    match_.key = {};
    return descend(item, tokens);
  }

  bool descend(const data::Value& value, std::span<const std::string> tokens) {
    if (tokens.empty()) return report(value);
    if (tokens.front() == kAny) return descend_all(value, tokens.subspan(1));
    const std::optional<data::Value> next = value.resolve_token(tokens.front());
    return !next || descend(*next, tokens.subspan(1));
  }

 private:
  bool descend_all(const data::Value& container, std::span<const std::string> rest) {
    for (std::size_t i = 0; i < container.size(); ++i) {
      const data::Value element = container.at(i);
      match_.index = i;
      match_.key = element.key();
      above_.push_back(element);
      const bool go_on = descend(element, rest);
      above_.pop_back();
      if (!go_on) return false;
    }
    return true;
  }

  bool report(const data::Value& item) {
    match_.item = item;
    match_.parents.assign(above_.rbegin(), above_.rend());
    if (match_.parents.front() == item) match_.parents.erase(match_.parents.begin());
    return visit_(match_);
  }

  const PlacePattern::Visit& visit_;
  PlaceMatch match_;
  std::vector<data::Value> above_;  // the data, then the match of each `*`
};

}  // namespace

std::optional<PlacePattern> PlacePattern::parse(std::string_view text) {
  std::optional<std::vector<std::string>> tokens = base::parse_json_pointer(text);
  if (!tokens) return std::nullopt;
  PlacePattern pattern;
  pattern.tokens_ = *std::move(tokens);
  return pattern;
}

bool PlacePattern::for_each_match(const data::Value& data, const Visit& visit) const {
  return Search(data, visit).descend(data, tokens_);
}

PlacePattern::Relation PlacePattern::relation_to(std::span<const std::string> list) const {
  for (std::size_t i = 0; i < std::min(list.size(), tokens_.size()); ++i) {
    if (tokens_[i] != list[i]) return tokens_[i] == kAny ? Relation::Across : Relation::Apart;
  }
  return tokens_.size() > list.size() && tokens_[list.size()] == kAny ? Relation::InItems : Relation::Across;
}

bool PlacePattern::for_each_match_in_item(const data::Value& item, std::size_t list_depth, std::size_t index,
                                          const Visit& visit) const {
  const std::span<const std::string> tokens(tokens_);
  return Search(item, visit).descend_item(item, index, tokens.subspan(list_depth + 1));
}

bool PlacePattern::has_parent_behind(std::size_t depth) const {
  const auto begin = tokens_.begin() + static_cast<std::ptrdiff_t>(std::min(depth, tokens_.size()));
  return std::count(begin, tokens_.end(), kAny) > 1;
}

}  // namespace gongwen::rules
