#include "service/detail/stored_pictures.h"

#include "base/format.h"
#include "base/json.h"

#include <optional>

namespace gongwen::service {
namespace {

/// JSON has only one spelling for the other characters of an address.
constexpr std::string_view kBegin = "\"data:image/";

// Numbers count from 1 within a member.
std::string mark_of(std::string_view member, std::size_t number) {
  return fmt::format("{}{}:{}", kStoredMark, member, number);
}

}  // namespace

std::string with_marks(std::string text, std::string_view member, const std::vector<std::string>& addresses) {
  for (std::size_t number = addresses.size(); number > 0; --number) {
    // With the quotation marks of JSON, since an address may be a prefix of another one.
    const std::string address = base::json_string(addresses[number - 1]);
    const std::string mark = base::json_string(mark_of(member, number));
    // Every occurrence, since the same picture may be used twice.
    for (std::size_t at = text.find(address); at != std::string::npos; at = text.find(address, at + mark.size())) {
      text.replace(at, address.size(), mark);
    }
  }
  return text;
}

std::vector<std::string> picture_addresses(std::string_view json) {
  // Searched in the JSON text: addresses have no escapes, so they end at the next quotation mark.
  std::vector<std::string> addresses;
  for (std::size_t begin = json.find(kBegin); begin != std::string_view::npos; begin = json.find(kBegin, begin + 1)) {
    const std::size_t end = json.find('"', begin + 1);
    if (end == std::string_view::npos) break;
    addresses.emplace_back(json.substr(begin + 1, end - begin - 1));
  }
  return addresses;
}

std::string with_addresses(std::string text, std::string_view member, const std::vector<std::string>& addresses) {
  // From the last to the first, since `stored:body:1` is a prefix of `stored:body:12`.
  for (std::size_t number = addresses.size(); number > 0; --number) {
    const std::string mark = mark_of(member, number);
    const std::string& address = addresses[number - 1];
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + address.size())) {
      text.replace(at, mark.size(), address);
    }
  }
  return text;
}

// `place` is `figure`, or `body/*/figure`: then the function calls itself for the list `body` of the last item.
std::string with_figure(std::string_view json, std::string_view place, std::string_view file, std::string_view alt) {
  const auto list = base::parse_json(json.empty() ? "[]" : json);
  if (!list || !list->view().is_list()) return {};
  const base::JsonView items = list->view();
  const std::size_t step = place.find("/*/");
  base::Json made = base::Json::list();
  const bool is_inner = step != std::string_view::npos;
  // A picture in an item needs an item.
  if (is_inner && items.size() == 0) return {};
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!is_inner || i + 1 < items.size()) {
      made.add(base::Json::written(items.at(i).json()));
      continue;
    }
    const std::string_view member = place.substr(0, step);
    const auto inner = items.at(i).find(member);
    const std::string changed = with_figure(inner ? inner->json() : "", place.substr(step + 3), file, alt);
    auto item = base::parse_json(items.at(i).json());
    if (changed.empty() || !item) return {};
    item->set(member, base::Json::written(changed));
    made.add(*std::move(item));
  }
  // The item is new: `{"figure": {"file": …, "alt": …}}`.
  if (!is_inner) {
    base::Json figure = base::Json::object();
    figure.set("file", file).set("alt", alt);
    base::Json item = base::Json::object();
    item.set(place, std::move(figure));
    made.add(std::move(item));
  }
  return made.text();
}

}  // namespace gongwen::service
