// Lengths and coordinates travel as text, so that a double comes back as exactly the same number.
#include "service/preview/detail/question.h"

#include "base/format.h"
#include "resources/message_channel.h"

#include <array>
#include <charconv>

namespace gongwen::preview {
namespace {

// In the order of the enumerations.
constexpr std::array<std::string_view, 6> kViewTypes = {"data", "blank", "fillable", "long", "form", "other-form"};
constexpr std::array<std::string_view, 4> kAsks = {"pages", "inspect", "file", "workbook"};
// Far more than a document has, but finite, since the head comes from a worker.
constexpr std::uint64_t kMaxParts = 100'000;

template <std::size_t kCount>
std::optional<std::size_t> index_of(const std::array<std::string_view, kCount>& names, std::string_view name) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return i;
  }
  return std::nullopt;
}

double number_in(const std::string& text) {
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

std::string write_question(const Question& question) {
  base::Json json = base::Json::object();
  json.set("ask", kAsks[static_cast<std::size_t>(question.ask)]).set("id", question.view.id);
  json.set("type", kViewTypes[static_cast<std::size_t>(question.view.type)]).set("data", question.view.data);
  json.set("language", diagnostics::language_tag(question.language));
  json.set("milliseconds", static_cast<std::uint64_t>(question.time.count()));
  json.set("known", base::Json::list_of(question.known)).set("page", question.page);
  // `{}` writes the shortest decimal that reads back as the same double.
  json.set("x", fmt::format("{}", question.x)).set("y", fmt::format("{}", question.y));
  json.set("format", format_info(question.format).name);
  return json.text();
}

std::optional<Question> read_question(std::string_view json) {
  const std::optional<base::Json> parsed = base::parse_json(json);
  if (!parsed || !parsed->view().is_object()) return std::nullopt;
  const base::JsonView view = parsed->view();
  const std::optional<std::size_t> ask = index_of(kAsks, view.text_of("ask"));
  const std::optional<std::size_t> type = index_of(kViewTypes, view.text_of("type"));
  // Front and worker are the same program, so an unknown format means a damaged message.
  const FormatInfo* const format = find_format(view.text_of("format"));
  if (!ask || !type || format == nullptr) return std::nullopt;
  Question question;
  question.ask = static_cast<Ask>(*ask);
  question.view = {view.text_of("id"), static_cast<ViewType>(*type), view.text_of("data")};
  for (const diagnostics::Language one : {diagnostics::Language::English, diagnostics::Language::Chinese}) {
    if (view.text_of("language") == diagnostics::language_tag(one)) question.language = one;
  }
  question.time = std::chrono::milliseconds(view.number_of("milliseconds").value_or(0));
  const std::optional<base::JsonView> known = view.find("known");
  for (std::size_t i = 0; known && i < known->size(); ++i) question.known.emplace_back(known->at(i).text());
  question.page = view.number_of("page").value_or(0);
  question.x = number_in(view.text_of("x"));
  question.y = number_in(view.text_of("y"));
  question.format = format->format;
  return question;
}

std::string write_answer(Answer answer) {
  answer.head.set("parts", answer.parts.size());
  std::string messages;
  resources::append_message(messages, answer.head.text());
  for (const std::string& part : answer.parts) resources::append_message(messages, part);
  return messages;
}

std::optional<std::size_t> count_parts(const base::JsonView& head) {
  const std::optional<std::uint64_t> parts = head.number_of("parts");
  if (!parts || *parts > kMaxParts) return std::nullopt;
  return static_cast<std::size_t>(*parts);
}

}  // namespace gongwen::preview
