// Messages of the engine in words for the office: fields by their titles, workbooks by cells, files by the names that
// users gave them, without JSON pointers and back ticks. A message links to its mark on the page and back, by anchors,
// without script.
#include "diagnostics/catalogue/texts/common.h"
#include "service/detail/cell_remarks.h"
#include "service/detail/office_pages.h"

#include <algorithm>
#include <array>

namespace gongwen::service {
namespace {

using diagnostics::Language;

/// Messages whose general wording names members of the data; the wording for applicants names the field instead.
constexpr std::array<std::string_view, 7> kInWordsOfForms{
    "data/missing-name", "data/missing-dependent", "data/text-empty", "data/nothing-named",
    "rules/violated",    "rules/doubtful",         "rules/remark"};

constexpr bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

/// Replaces back ticks by quotation marks. Beside Han characters the space that
/// separates them from Latin text is removed, too. Example: 字段 `name` 缺失 →
/// 字段“name”缺失.
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
    // A back tick without a partner is dropped. Pairs are taken from the left; opening and closing ones look
    // alike.
    const bool opens = !is_open && text.find('`', i + 1) != std::string_view::npos;
    if (!opens && !is_open) continue;
    is_open = opens;
    // The space before: 字段 ` → 字段“, but `field “` keeps it.
    if (opens && words.size() > 1 && words.back() == ' ' && !is_ascii(words[words.size() - 2])) {
      words.pop_back();
    }
    words += opens ? kOpen : kClose;
    // The space after: ` 缺 → ”缺.
    const bool parts = !opens && i + 2 < text.size() && text[i + 1] == ' ' && !is_ascii(text[i + 2]);
    if (parts) ++i;
  }
  return words;
}

/// Returns the name of a file in words: `<张某.pdf>` becomes `张某.pdf`; empty for data that did not come as a file.
/// The engine writes names of data without a path in angle brackets.
std::string file_words(const std::string& file) {
  const bool is_marked = file.size() > 2 && file.front() == '<' && file.back() == '>';
  return is_marked ? file.substr(1, file.size() - 2) : std::string();
}

struct ReportedNote {
  std::string message;

  friend void json_members(auto& of, base::MembersOf<ReportedNote> auto& note) { of("message", note.message); }
};

struct ReportedPlace {
  std::string file;
  std::string cell;
  std::string pointer;
  std::uint64_t line = 0;

  friend void json_members(auto& of, base::MembersOf<ReportedPlace> auto& place) {
    of("file", place.file)("cell", place.cell)("pointer", place.pointer)("line", place.line);
  }
};

/// A message of a report.
struct ReportedMessage {
  std::string id;
  std::string severity;
  std::string message;
  std::string hint;
  std::string applicant;  // the wording for applicants
  std::string label;      // of the field
  std::optional<ReportedPlace> data;
  std::vector<ReportedNote> notes;

  friend void json_members(auto& of, base::MembersOf<ReportedMessage> auto& said) {
    of("id", said.id)("severity", said.severity)("message", said.message)("hint", said.hint);
    of("applicant", said.applicant)("label", said.label)("data", said.data)("notes", said.notes);
  }
};

struct ParsedReport {
  std::vector<ReportedMessage> diagnostics;
  std::size_t errors = 0;

  friend void json_members(auto& of, base::MembersOf<ParsedReport> auto& report) {
    of("diagnostics", report.diagnostics)("errors", report.errors);
  }
};

std::string text_of_message(const ReportedMessage& said, Language language) {
  // The applicant's wording names the field; the general one names the member of the data.
  const bool in_words = std::find(kInWordsOfForms.begin(), kInWordsOfForms.end(), said.id) != kInWordsOfForms.end();
  std::string text = with_quotes(in_words && !said.applicant.empty() ? said.applicant : said.message);
  for (const ReportedNote& note : said.notes) text += texts::OfficeMessageNote.in(language, with_quotes(note.message));
  return text;
}

/// Adds the link from a message to its mark on the pages.
void add_mark(base::Json& message, const ReviewView& view, std::uint64_t number, Language language) {
  // Numbers on the page begin with 1.
  message.set("number", number + 1).set("name", message_name(number));
  const auto mark =
      std::find_if(view.marks.begin(), view.marks.end(), [number](const ReviewMark& one) { return one.has(number); });
  if (mark == view.marks.end()) return;
  message.set("mark", '#' + mark_name(*mark)).set("mark_words", texts::OfficeMarkPage.in(language, mark->page));
}

/// Returns a mark on a page, which links back to its message. The text of the messages is its label, so that a screen
/// reader reads out what is wrong (WCAG 2.2, 2.4.4).
base::Json mark_json(const ReviewMark& mark, const base::JsonView& said) {
  // Px around the marked place, so that the frame does not cover the text.
  constexpr std::uint64_t kRound = 3;
  std::string numbers;
  std::string label;
  std::string severity;
  for (std::size_t i = 0; i < said.size(); ++i) {
    const base::JsonView message = said.at(i);
    const std::uint64_t number = message.number_of("number").value_or(0);
    if (number == 0 || !mark.has(number - 1)) continue;
    // A mark with an error and a warning counts as an error.
    if (severity != "error") severity = message.text_of("severity");
    numbers += (numbers.empty() ? "" : ", ") + std::to_string(number);
    label +=
        fmt::format("{}{}. {} {}", label.empty() ? "" : " ", number, message.text_of("place"), message.text_of("text"));
  }
  base::Json json = base::Json::object();
  json.set("name", mark_name(mark)).set("message", '#' + message_name(mark.messages.front()));
  json.set("severity", severity).set("numbers", numbers).set("label", label);
  // Left and top must not become negative at the edge of the page.
  json.set("left", mark.left - std::min(mark.left, kRound)).set("top", mark.top - std::min(mark.top, kRound));
  return std::move(json.set("width", mark.width + 2 * kRound).set("height", mark.height + 2 * kRound));
}

}  // namespace

std::vector<CellRemark> cell_remarks(std::string_view report, std::string_view file, Language language) {
  std::vector<CellRemark> remarks;
  const std::string begin = std::string(file) + " ";
  // Notes belong to other messages and have no cell of their own.
  for (const ReportedMessage& one : base::from_json<ParsedReport>(report).value_or(ParsedReport()).diagnostics) {
    if (one.severity == "note") continue;
    std::string place = one.data ? one.data->cell : std::string();
    std::string text = text_of_message(one, language);
    // Messages about a sheet itself begin with the place: `facts.xlsx 事项!B3：…`.
    if (const std::size_t at = text.find(begin); place.empty() && at != std::string::npos) {
      const std::string_view colon = texts::Colon.in(language);
      const std::size_t end = text.find(colon, at);
      if (end == std::string::npos) continue;
      place = text.substr(at + begin.size(), end - at - begin.size());
      text.erase(0, end + colon.size());
    }
    const std::size_t mark = place.rfind('!');
    // A message about the whole workbook gets no remark.
    if (mark == std::string::npos) continue;
    remarks.push_back({place.substr(0, mark), place.substr(mark + 1), std::move(text)});
  }
  return remarks;
}

std::string cell_words(const std::string& cell) {
  const std::size_t mark = cell.rfind('!');
  return mark == std::string::npos ? cell : "“" + cell.substr(0, mark) + "”" + cell.substr(mark + 1);
}

std::string message_name(std::uint64_t number) { return fmt::format("said-{}", number + 1); }
std::string mark_name(const ReviewMark& mark) { return fmt::format("mark-{}", mark.messages.front() + 1); }

std::optional<std::size_t> error_count(std::string_view report) {
  const auto said = base::from_json<ParsedReport>(report);
  return said ? std::optional<std::size_t>(said->errors) : std::nullopt;
}

// `number` of a message counts notes, too: it is the index in the report, by which spots refer to it.
base::Json messages_json(std::string_view report, Language language, const MessagePlaces& places) {
  base::Json list = base::Json::list();
  const ParsedReport said = base::from_json<ParsedReport>(report).value_or(ParsedReport());
  for (std::size_t i = 0; i < said.diagnostics.size(); ++i) {
    const ReportedMessage& one = said.diagnostics[i];
    // Notes explain other messages; alone they would only lengthen the list.
    if (one.severity == "note") continue;
    std::vector<std::string> where;
    const auto add = [&where](std::string words) {
      if (!words.empty()) where.push_back(std::move(words));
    };
    // From outside to inside: file, cell, field.
    if (one.data) {
      if (places.files) add(file_words(one.data->file));
      if (places.cells) add(cell_words(one.data->cell));
      if (places.lines && one.data->cell.empty() && one.data->line > 0)
        add(texts::OfficeLine.in(language, one.data->line));
      // The page's words for a pointer are better than the label, since they also name the row.
      const std::string words = places.words ? places.words(one.data->pointer) : std::string();
      add(words.empty() ? one.label : words);
    }
    base::Json message = base::Json::object();
    std::string text = text_of_message(one, language);
    if (places.hints && !one.hint.empty()) text = texts::OfficeMessageHint.in(language, text, with_quotes(one.hint));
    message.set("severity", one.severity).set("text", text);
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
    // The browser requests pages one by one when it loads the pictures.
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
