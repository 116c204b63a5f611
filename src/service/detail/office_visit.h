// One request to the pages of the office on its way, and what their sources share.
#pragma once

#include "base/format.h"
#include "diagnostics/catalogue/texts/office.h"
#include "diagnostics/catalogue/texts/service.h"
#include "service/detail/office_pages.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::service {

namespace texts = diagnostics::texts;

struct OfficePages::Visit : PageVisit {
  inbox::Account account = {};
  std::vector<UploadedFile> files = {};
  std::vector<std::string> notices = {};
  std::vector<http::FormField> query = {};

  std::string asked(std::string_view name) const {
    const std::string* const value = http::find_field(query, name);
    return value == nullptr ? std::string() : *value;
  }
};

/// Of a list to choose from: `value`, `label`, `chosen`.
inline void add_choice(base::Json& list, std::string_view value, std::string_view label, std::string_view chosen) {
  base::Json choice = base::Json::object();
  choice.set("value", value).set("label", label).set("chosen", value == chosen);
  list.add(std::move(choice));
}

/// Names and values of hidden fields.
inline base::Json hidden_json(const std::vector<std::pair<std::string, std::string>>& pairs) {
  base::Json list = base::Json::list();
  for (const auto& [name, value] : pairs)
    list.add(std::move(base::Json::object().set("name", name).set("value", value)));
  return list;
}

/// What a report says, as pages/office.html lists it. `place_of`: the words for a pointer; empty where there are none.
base::Json messages_json(std::string_view report, const std::function<std::string(std::string_view)>& place_of);

/// A date that somebody typed, at its beginning in Beijing; nothing for what is no date.
std::optional<inbox::Seconds> typed_date(std::string_view text);

}  // namespace gongwen::service
