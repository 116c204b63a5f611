#include "schema/detail/data_errors.h"

#include "base/ascii.h"
#include "base/nearest_name.h"
#include "base/utf8.h"
#include "data/value_text.h"

#include <algorithm>
#include <map>
#include <set>

namespace gongwen::schema {
namespace {

bool is_about_content(DataErrorKind kind) { return kind <= DataErrorKind::Pattern; }

/// The nodes of all errors lie in one document.
using NamePlace = std::pair<std::uint32_t, std::string_view>;

/// Letters as `A`, digits as `9`, Han as `汉`; signs as they are. All dashes are one.
std::u32string shape_of(std::string_view text) {
  std::u32string shape;
  for (const auto& decoded : base::CodePoints(text)) {
    const char32_t c = decoded.code_point;
    if (c < 0x80 && base::is_ascii_digit(static_cast<char>(c))) {
      shape += U'9';
    } else if (c < 0x80 && base::is_ascii_alpha(static_cast<char>(c))) {
      shape += U'A';
    } else if (data::is_dash(c)) {
      shape += U'-';
    } else {
      shape += c >= 0x4E00 && c <= 0x9FFF ? U'\u6C49' : c;
    }
  }
  return shape;
}

std::size_t unlikeness_of(const DataError& error) {
  if (!error.format || !error.at.is_string()) return 0;
  constexpr std::size_t kMaxBytes = 200;
  const std::u32string example = shape_of(describe_format(*error.format).example);
  return base::edit_distance(shape_of(error.at.string().substr(0, kMaxBytes)), example);
}

/// Puts the missing names of each object into the order of the schema; all else stays where it is.
void order_missing_names(std::vector<DataError>& errors) {
  std::map<std::uint32_t, std::vector<std::size_t>> places;
  for (std::size_t i = 0; i < errors.size(); ++i) {
    if (errors[i].kind == DataErrorKind::MissingName) places[errors[i].at.node()].push_back(i);
  }
  for (const auto& [node, indices] : places) {
    std::vector<DataError> ordered;
    for (const std::size_t index : indices) ordered.push_back(std::move(errors[index]));
    std::stable_sort(ordered.begin(), ordered.end(),
                     [](const DataError& a, const DataError& b) { return a.rank < b.rank; });
    for (std::size_t i = 0; i < indices.size(); ++i) errors[indices[i]] = std::move(ordered[i]);
  }
}

/// The objects of which it is not known which form they have.
std::set<std::uint32_t> undecided_objects(const std::vector<DataError>& errors) {
  std::set<std::uint32_t> objects;
  for (const DataError& error : errors) {
    if (!error.decides) continue;
    const std::optional<data::Value> object = error.kind == DataErrorKind::MissingName ? error.at : error.at.parent();
    if (object) objects.insert(object->node());
  }
  return objects;
}

/// A name that the schema knows, but not for the form that the object has.
bool is_of_other_form(const DataError& error) {
  return error.kind == DataErrorKind::UnknownName && error.name == error.at.key();
}

}  // namespace

Distance distance_of(const std::vector<DataError>& errors, const data::Value& value) {
  Distance distance;
  distance.errors = errors.size();
  for (const DataError& error : errors) {
    distance.wrong_type |= error.kind == DataErrorKind::Type && error.at == value;
    distance.wrong_choices += error.kind == DataErrorKind::Choice;
    if (error.at == value) distance.unlikeness += unlikeness_of(error);
  }
  return distance;
}

const DataError* find_allowed(const std::vector<DataError>& errors, const data::Value& place) {
  const auto found = std::find_if(errors.begin(), errors.end(), [&](const DataError& error) {
    return (error.kind == DataErrorKind::Type || error.kind == DataErrorKind::Choice) && error.at == place;
  });
  return found == errors.end() ? nullptr : &*found;
}

void prune_errors(std::vector<DataError>& errors) {
  std::map<std::uint32_t, DataErrorKind> first_kinds;
  std::set<NamePlace> meant;
  for (const DataError& error : errors) {
    if (is_about_content(error.kind)) {
      const auto [entry, fresh] = first_kinds.try_emplace(error.at.node(), error.kind);
      if (!fresh) entry->second = std::min(entry->second, error.kind);
    } else if (error.kind == DataErrorKind::UnknownName && !error.name.empty()) {
      meant.emplace(error.at.parent()->node(), error.name);
    }
  }
  const std::set<std::uint32_t> undecided = undecided_objects(errors);
  std::set<std::uint32_t> said;
  std::erase_if(errors, [&](const DataError& error) {
    if (is_of_other_form(error)) return undecided.contains(error.at.parent()->node());
    if (error.kind == DataErrorKind::MissingName) return meant.contains({error.at.node(), error.name});
    if (!is_about_content(error.kind)) return false;
    return error.kind != first_kinds[error.at.node()] || !said.insert(error.at.node()).second;
  });
  order_missing_names(errors);
}

}  // namespace gongwen::schema
