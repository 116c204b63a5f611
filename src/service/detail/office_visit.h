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
  std::string despite = {};  // the hash of a version with errors that is to be accepted, if somebody says so again

  std::string asked(std::string_view name) const {
    const std::string* const value = http::find_field(query, name);
    return value == nullptr ? std::string() : *value;
  }
};

struct OfficePages::FactsEntry {
  std::string type;
  std::string key;                                          // of a record that is changed; empty: a new one
  std::string seen;                                         // the hash of that record as the form showed it
  std::vector<std::pair<std::string, std::string>> values;  // by members
};

inline constexpr std::string_view kSessionCookie = "s";
inline constexpr std::string_view kFactsAddress = "/office/facts";

inline std::string record_address(const std::string& type, const std::string& key) {
  const std::vector<http::FormField> query{{"type", type}, {"key", key}};
  return fmt::format("{}/record?{}", kFactsAddress, http::write_form(query));
}

/// Above the page: none for an empty one.
inline std::vector<std::string> errors_of(std::string_view error) {
  return error.empty() ? std::vector<std::string>() : std::vector<std::string>{std::string(error)};
}

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

// Tables of pages/office.html.
inline base::Json text_cell(std::string_view text, std::string_view address = {}) {
  base::Json cell = base::Json::object();
  return std::move(cell.set("text", text).set("address", address));
}

template <typename... Items>
base::Json list_of(Items... items) {
  base::Json list = base::Json::list();
  (list.add(std::move(items)), ...);
  return list;
}

template <typename... Cells>
base::Json row_of(Cells... cells) {
  return std::move(base::Json::object().set("cells", list_of(std::move(cells)...)));
}

inline base::Json row_of_texts(const std::vector<std::string>& texts) {
  base::Json cells = base::Json::list();
  for (const std::string& text : texts) cells.add(text_cell(text));
  return std::move(base::Json::object().set("cells", std::move(cells)));
}

// Forms of pages/office.html.
base::Json input_json(std::string_view id, std::string_view type, std::string_view label, std::string_view value = {});
base::Json select_json(std::string_view id, std::string_view label, base::Json options);
base::Json button_json(std::string_view name, std::string_view value, std::string_view label, bool minor = false);
/// One with a file is sent in parts; the token of the page is added to what is posted.
base::Json form_json(std::string_view method, std::string_view action, base::Json inputs, base::Json buttons);

// Answers of the worker for the store of facts: see office/facts.cpp.
/// Several texts in one line, with what separates them in the language.
std::string joined_texts(const std::vector<std::string>& texts, diagnostics::Language language);
/// What people call a type of records; its name where the answer has no title.
std::string type_title(const base::JsonView& answer, const std::string& type, diagnostics::Language language);

// Letters: see office/decided.cpp.
bool has_letter(inbox::State state);

/// Which places messages name besides the fields: the files and the cells that somebody sent.
struct MessagePlaces {
  bool files = false;
  bool cells = true;
  /// The words for a pointer, where the page has better ones than the form.
  std::function<std::string(std::string_view pointer)> words = {};
  /// Where the pages of the document are shown: those that have a mark for a message, by its number in the report.
  const ReviewView* marked = nullptr;
};

/// The errors of a report.
std::size_t error_count(std::string_view report);

/// The name on its page of a mark, and of the message with a number in the report.
std::string mark_name(const ReviewMark& mark);
std::string message_name(std::uint64_t number);

/// What a report says, as pages/office.html lists it: see office/messages.cpp. Reports of tasks that pages ask for have
/// the words (TaskOptions::in_words).
base::Json messages_json(std::string_view report, diagnostics::Language language, const MessagePlaces& places = {});

/// The pages of a submission, which is at this address, with a mark for each place that `said`, the list of
/// messages_json, is about: what is said of it is the name of the mark.
base::Json pictures_json(const std::string& address, const ReviewView& view, const base::JsonView& said,
                         diagnostics::Language language);

}  // namespace gongwen::service
