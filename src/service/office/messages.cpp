// What the engine has to say, in words of the office: fields by their titles, workbooks by their cells, files as their
// owners call them; no pointers, and no marks of code.
#include "service/detail/office_pages.h"

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

/// From the list to the pages.
void add_mark(base::Json& message, const ReviewView& view, std::uint64_t number, Language language) {
  message.set("number", number + 1).set("name", message_name(number));
  const auto mark =
      std::find_if(view.marks.begin(), view.marks.end(), [number](const ReviewMark& one) { return one.has(number); });
  if (mark == view.marks.end()) return;
  message.set("mark", '#' + mark_name(*mark)).set("mark_words", texts::OfficeMarkPage.in(language, mark->page));
}

/// From a place on the pages to the list: what is said of it is its name.
base::Json mark_json(const ReviewMark& mark, const base::JsonView& said) {
  // Round what is marked, so that the text of the page can be read.
  constexpr std::uint64_t kRound = 3;
  std::string numbers;
  std::string label;
  std::string severity;
  for (std::size_t i = 0; i < said.size(); ++i) {
    const base::JsonView message = said.at(i);
    const std::uint64_t number = message.number_of("number").value_or(0);
    if (number == 0 || !mark.has(number - 1)) continue;
    if (severity != "error") severity = message.text_of("severity");
    numbers += (numbers.empty() ? "" : ", ") + std::to_string(number);
    label +=
        fmt::format("{}{}. {} {}", label.empty() ? "" : " ", number, message.text_of("place"), message.text_of("text"));
  }
  base::Json json = base::Json::object();
  json.set("name", mark_name(mark)).set("message", '#' + message_name(mark.messages.front()));
  json.set("severity", severity).set("numbers", numbers).set("label", label);
  json.set("left", mark.left - std::min(mark.left, kRound)).set("top", mark.top - std::min(mark.top, kRound));
  return std::move(json.set("width", mark.width + 2 * kRound).set("height", mark.height + 2 * kRound));
}

}  // namespace

std::string message_name(std::uint64_t number) { return fmt::format("said-{}", number + 1); }
std::string mark_name(const ReviewMark& mark) { return fmt::format("mark-{}", mark.messages.front() + 1); }

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
    if (places.marked != nullptr) add_mark(message, *places.marked, i, language);
    list.add(std::move(message.set("place", joined_texts(where, language))));
  }
  return list;
}

base::Json pictures_json(const std::string& address, const ReviewView& view, const base::JsonView& said,
                         Language language) {
  base::Json pictures = base::Json::list();
  for (std::size_t i = 0; i < view.pages.size(); ++i) {
    base::Json picture = base::Json::object();
    picture.set("address", fmt::format("{}/{}.svg", address, i + 1));
    picture.set("width", view.pages[i].width).set("height", view.pages[i].height);
    picture.set("label", texts::OfficePage.in(language, i + 1, view.pages.size()));
    base::Json marks = base::Json::list();
    for (const ReviewMark& mark : view.marks) {
      if (mark.page == i + 1) marks.add(mark_json(mark, said));
    }
    pictures.add(std::move(picture.set("marks", std::move(marks))));
  }
  return pictures;
}

}  // namespace gongwen::service
