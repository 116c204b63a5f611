#include "rules/detail/place_pattern.h"

#include "base/json_pointer.h"

#include <span>

namespace gongwen::rules {
namespace {

constexpr std::string_view kAny = "*";

/// Goes down the data and the tokens together; as deep as the data at most.
class Search {
 public:
  Search(const data::Value& data, const PlacePattern::Visit& visit)
      : visit_(visit), match_{data, {}, {}, {}}, above_{data} {}

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
  std::vector<data::Value> above_;  // the data, then what each `*` stands for
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

}  // namespace gongwen::rules
