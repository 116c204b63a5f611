// What the engine has to say, in words of the office: fields by their titles, workbooks by their cells, files as their
// owners call them; no pointers, and no marks of code.
#include "service/detail/office_visit.h"

#include <algorithm>
#include <array>

namespace gongwen::service {
namespace {

using diagnostics::Language;

/// Messages whose own words name members of data; those for people who fill in forms name the field.
constexpr std::array<std::string_view, 7> kInWordsOfForms{
    "data/missing-name", "data/missing-dependent", "data/text-empty", "data/nothing-named",
    "rules/violated",    "rules/doubtful",         "rules/remark"};

constexpr bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

/// Texts between back ticks in quotation marks; beside Han characters without the blank that parts them from Latin
/// ones.
std::string with_quotes(std::string_view text) {
  constexpr std::string_view kOpen = "“";
  constexpr std::string_view kClose = "”";
  std::string words;
  bool is_open = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '`') {
      words += text[i];
      continue;
    }
    const bool opens = !is_open && text.find('`', i + 1) != std::string_view::npos;
    if (!opens && !is_open) continue;
    is_open = opens;
    if (opens && words.size() > 1 && words.back() == ' ' && !is_ascii(words[words.size() - 2])) {
      words.pop_back();
    }
    words += opens ? kOpen : kClose;
    const bool parts = !opens && i + 2 < text.size() && text[i + 1] == ' ' && !is_ascii(text[i + 2]);
    if (parts) ++i;
  }
  return words;
}

/// `基本信息!B3` → `“基本信息”B3`
std::string cell_words(const std::string& cell) {
  const std::size_t mark = cell.rfind('!');
  return mark == std::string::npos ? cell : "“" + cell.substr(0, mark) + "”" + cell.substr(mark + 1);
}

/// `<张某.pdf>` → `张某.pdf`; empty for data that did not come as a file.
std::string file_words(const std::string& file) {
  const bool is_marked = file.size() > 2 && file.front() == '<' && file.back() == '>';
  return is_marked ? file.substr(1, file.size() - 2) : std::string();
}

std::string text_of_message(const base::JsonView& message, Language language) {
  const std::string id = message.text_of("id");
  const bool in_words = std::find(kInWordsOfForms.begin(), kInWordsOfForms.end(), id) != kInWordsOfForms.end();
  std::string text = in_words ? message.text_of("applicant") : std::string();
  if (text.empty()) text = message.text_of("message");
  text = with_quotes(text);
  const auto notes = message.find("notes");
  for (std::size_t i = 0; notes && i < notes->size(); ++i) {
    text += texts::OfficeMessageNote.in(language, with_quotes(notes->at(i).text_of("message")));
  }
  return text;
}

}  // namespace

std::size_t error_count(std::string_view report) {
  const auto json = base::parse_json(report);
  return json ? json->view().number_of("errors").value_or(0) : 0;
}

base::Json messages_json(std::string_view report, Language language, const MessagePlaces& places) {
  base::Json list = base::Json::list();
  const auto parsed = base::parse_json(report);
  const auto diagnostics = parsed ? parsed->view().find("diagnostics") : std::nullopt;
  for (std::size_t i = 0; diagnostics && i < diagnostics->size(); ++i) {
    const base::JsonView one = diagnostics->at(i);
    const std::string severity = one.text_of("severity");
    if (severity == "note") continue;
    std::vector<std::string> where;
    const auto add = [&where](std::string words) {
      if (!words.empty()) where.push_back(std::move(words));
    };
    if (const auto data = one.find("data")) {
      if (places.files) add(file_words(data->text_of("file")));
      if (places.cells) add(cell_words(data->text_of("cell")));
      const std::string words = places.words ? places.words(data->text_of("pointer")) : std::string();
      add(words.empty() ? one.text_of("label") : words);
    }
    base::Json message = base::Json::object();
    message.set("severity", severity).set("text", text_of_message(one, language));
    list.add(std::move(message.set("place", joined_texts(where, language))));
  }
  return list;
}

}  // namespace gongwen::service
