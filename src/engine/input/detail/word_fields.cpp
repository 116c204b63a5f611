#include "engine/input/detail/word_fields.h"

#include "adopt/form_page.h"
#include "adopt/guess_fields.h"
#include "base/json.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/adopt.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "engine/input/data_book.h"
#include "engine/input/form_design.h"
#include "engine/kinds/detail/form/field_words.h"
#include "engine/kinds/detail/form/form_draft.h"
#include "intake/file_reader.h"
#include "intake/line_pattern.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <map>
#include <set>
#include <utility>

namespace gongwen::engine {
// From a Word form to a bundle: the reader's process guesses fields (adopt/guessed_form), which become a list of fields
// as if a person had typed it, so that the same checks apply. Files with tags: word_template.h.
namespace {

/// Names for evidence: FieldGuess::reason, which words_of_guess() puts into words.
std::string_view reason_name(adopt::GuessReason reason) {
  switch (reason) {
    case adopt::GuessReason::CellBeside: return "cell-beside";
    case adopt::GuessReason::CellBelow: return "cell-below";
    case adopt::GuessReason::EmptyRows: return "empty-rows";
    case adopt::GuessReason::Boxes: return "boxes";
    case adopt::GuessReason::Blank: return "blank";
    case adopt::GuessReason::DateBlank: return "date-blank";
    case adopt::GuessReason::Room: return "room";
    case adopt::GuessReason::Signature: return "signature";
    case adopt::GuessReason::Control: return "control";
    case adopt::GuessReason::LegacyField: return "legacy-field";
  }
  return {};
}

/// The type in a list of fields; empty if the title must tell it (ByTitle).
std::string_view type_name(adopt::GuessedType type) {
  switch (type) {
    case adopt::GuessedType::ByTitle: return {};
    case adopt::GuessedType::Text:
    case adopt::GuessedType::Choice:
    case adopt::GuessedType::Choices: return "text";
    case adopt::GuessedType::LongText: return "long";
    case adopt::GuessedType::Number: return "number";
    case adopt::GuessedType::Date: return "date";
    case adopt::GuessedType::Month: return "month";
    case adopt::GuessedType::YesNo: return "yes-no";
    case adopt::GuessedType::Opinion: return "opinion";
    case adopt::GuessedType::List: return "list";
  }
  return {};
}

/// The places of a Word form as a source, so that messages name its paragraphs: 第2个表格第3行. The source is
/// reserved first, since messages come while fields are added, and filled at the end.
class Places {
 public:
  // Each place is an empty line of the made text; messages show the name of the place instead of a line
  // number.
  diagnostics::Origin add(const std::string& place) {
    const auto begin = static_cast<std::uint32_t>(text_.size());
    text_ += '\n';
    cells_.push_back({begin, place});
    return {{source_, begin, begin}, {}};
  }
  void open(Run& run) { source_ = run.sources().reserve(); }
  void close(Run& run, const std::string& path) {
    run.sources().fill(source_, path, std::move(text_), std::move(cells_));
  }

 private:
  diagnostics::SourceId source_;
  std::string text_;
  std::vector<resources::CellAt> cells_;
};

/// The two halves of a label in two languages, 姓名 Name: they are separated by the first blank that comes after a
/// character other than ASCII and before only ASCII. The second one is empty if the label is in one language.
FieldList::Title parted(const std::string& title) {
  const std::size_t blank = title.find(' ');
  const auto is_ascii = [](char sign) {
    return (sign & 0x80) == 0;
  };
  const bool is_bilingual = blank != std::string::npos && blank > 0 && !is_ascii(title[blank - 1]) &&
                            std::all_of(title.begin() + static_cast<std::ptrdiff_t>(blank), title.end(), is_ascii);
  if (!is_bilingual) return {title, {}};
  return {title.substr(0, blank), title.substr(blank + 1)};
}

/// Reads a note in brackets after a label: as a limit of the text if it is one, otherwise as a hint.
void add_note(const std::string& note, ListedField& field) {
  constexpr std::int64_t kMostOfLine = 200;
  if (note.empty() || says_several(note) || says_required(note) || says_optional(note)) return;
  auto limit = listed_limit(note);
  // 500字以内，可另附页: a limit with more words.
  for (const std::string_view mark : {"，", "；", ","}) {
    const std::size_t end = note.find(mark);
    if (limit || end == std::string::npos) continue;
    limit = listed_limit(note.substr(0, end));
    field.hint = note.substr(end + mark.size());
  }
  if (!limit) {
    field.hint = note;
    return;
  }
  const bool is_text = field.options.empty() && (field.type.empty() || field.type == "text" || field.type == "long");
  if (!is_text) return;
  (limit->is_least ? field.least : field.most) = limit->number;
  if (!limit->is_least && limit->number > kMostOfLine) field.type = "long";
}

/// The type that the words of a title tell, for titles with further words: 姓名 for 负责人姓名 and 姓名（2）; empty for
/// others.
std::string_view type_of_words(std::string_view title, std::string_view base) {
  if (find_known_label(title) != nullptr) return {};
  // 姓名（中文）
  if (const std::size_t open = base.find("（"); open != std::string_view::npos && open > 0) base = base.substr(0, open);
  const KnownLabel* const known = find_known_label(base);
  return known != nullptr ? known->type : type_by_ending(base);
}

/// An example of the date and time that a note requests: 5月6日9时 for 月日时; empty for other notes.
std::string example_of_moment(std::string_view note) {
  constexpr std::pair<std::string_view, std::string_view> kMarks[] = {{"年", "2030"}, {"月", "5"},  {"日", "6"},
                                                                      {"时", "9"},    {"分", "30"}, {"秒", "0"}};
  std::string example;
  for (const auto& [mark, figures] : kMarks) {
    if (!note.starts_with(mark)) continue;
    example.append(figures).append(mark);
    note.remove_prefix(mark.size());
  }
  return note.empty() ? example : std::string();
}

ListedField listed(const adopt::GuessedField& guess, Places& places) {
  ListedField field;
  field.zh = guess.title;
  field.type = type_name(guess.type);
  field.must = guess.is_required;
  field.options = guess.options;
  field.several = guess.type == adopt::GuessedType::Choices;
  add_note(guess.note, field);
  if (field.type.empty() && field.options.empty()) field.type = type_of_words(guess.title, guess.base);
  field.print = guess.label;
  field.example = field.type == "text" ? example_of_moment(guess.note) : std::string();
  field.sign = guess.sign;
  field.seal = guess.type != adopt::GuessedType::Opinion || guess.is_sealed;
  // As many rows as the paper has; a form that needs more is changed by hand.
  if (guess.type == adopt::GuessedType::List && guess.rows > 1) field.most = static_cast<std::int64_t>(guess.rows);
  field.place = places.add(guess.place);
  for (const adopt::GuessedField& column : guess.columns) {
    if (field.columns.size() == kMostListColumns) break;
    ListedField& made = field.columns.emplace_back(listed(column, places));
    // Texts that are long elsewhere, such as 备注, get one line in a row.
    const KnownLabel* const known = find_known_label(made.zh);
    const std::string_view type = made.type.empty() && known != nullptr ? known->type : std::string_view(made.type);
    if (type == "long" || type == "opinion") made.type = "text";
  }
  return field;
}

/// A line of the draft with the pointers of its fields: `{3/date}` is `{/opinion/date}`.
std::string with_pointers(const std::string& line, const FieldList& list) {
  const std::vector<ListedPointer> pointers = pointers_of_list(list);
  std::string made;
  for (std::size_t at = 0; at < line.size(); ++at) {
    made += line[at];
    if (line[at] != '{' || at + 1 == line.size()) continue;
    std::size_t field = 0;
    const auto [end, error] = std::from_chars(line.data() + at + 1, line.data() + line.size(), field);
    if (error != std::errc()) {
      // A literal brace.
      if (line[at + 1] == '{') made += line[++at];
      continue;
    }
    if (field < pointers.size()) made += pointers[field].pointer;
    at = static_cast<std::size_t>(end - line.data()) - 1;
  }
  return made;
}

}  // namespace

// Decided only by the name: the reader examines the content of the file.
bool is_word_form(const std::string& path) {
  const std::string name = base::ascii_lowercase(path);
  return name.ends_with(".docx") || name.ends_with(".docm");
}

// The reader runs as another process with limits of time and memory; its answer is checked when it is
// parsed.
base::Expected<adopt::WordDraft> read_word_draft(const std::string& path, const std::string& bytes,
                                                 intake::FileReader& reader, Run& run) {
  std::vector<intake::Notice> notices;
  const auto text = reader.draft_of_word_file(bytes, {}, notices, run.sink().stop_check());
  for (const intake::Notice& notice : notices) report_notice(notice, path, nullptr, run.sink());
  if (!text) return base::kReported;
  if (auto draft = adopt::parse_draft(*text)) return *std::move(draft);
  run.sink().report(diagnostics::messages::AdoptUnreadable, diagnostics::Origin{}, path);
  return base::kReported;
}

FieldList word_fields(const std::string& path, const adopt::GuessedForm& form, std::vector<FieldGuess>& guesses,
                      Run& run) {
  if (form.fields.empty()) {
    run.sink().report(diagnostics::messages::AdoptNoFields, diagnostics::Origin{}, path);
    return {};
  }
  Places places;
  places.open(run);
  std::vector<ListedField> fields;
  // Two labels, 单位 Unit and 单位 Organisation, would become one title, so they are not split.
  std::map<std::string, std::size_t> uses;  // of Chinese halves
  for (const adopt::GuessedField& guess : form.fields) ++uses[parted(guess.title).zh];
  for (const adopt::GuessedField& guess : form.fields) {
    ListedField& field = fields.emplace_back(listed(guess, places));
    const FieldList::Title title = parted(guess.title);
    // The English half becomes a title of its own only if the Chinese one still tells the fields apart.
    if (title.en.empty() || uses[title.zh] > 1) continue;
    field.zh = title.zh;
    field.en = title.en;
    field.print.clear();
  }
  // The rest of the form is useful even without the columns for which a page has no room.
  for (std::size_t i = 0; i < form.fields.size(); ++i) {
    if (form.fields[i].columns.size() <= kMostListColumns) continue;
    run.sink().report_as(diagnostics::Severity::Warning, diagnostics::messages::EngineListTooWide, fields[i].place,
                         fields[i].zh, kMostListColumns);
  }
  FieldList list = complete_fields({form.title, {}}, std::move(fields), run.sink());
  places.close(run, path);
  for (const std::string& line : form.lines) {
    std::string made = with_pointers(line, list);
    if (intake::read_line_pattern(made)) list.lines.push_back(std::move(made));
  }
  constexpr std::size_t kMostPrinted = 200;
  std::set<std::string> known;
  for (const std::string& text : form.printed) {
    if (list.printed.size() < kMostPrinted && known.insert(text).second) list.printed.push_back(text);
  }
  // The first guesses are the fields, in their order; places that became no field follow without type.
  for (std::size_t i = 0; i < form.fields.size() && i < list.fields.size(); ++i) {
    guesses.push_back({list.fields[i].zh, list.fields[i].type, form.fields[i].place,
                       std::string(reason_name(form.fields[i].reason)), form.fields[i].confidence});
  }
  for (const adopt::GuessedField& guess : form.fields) {
    for (std::size_t column = kMostListColumns; column < guess.columns.size(); ++column)
      guesses.push_back({guess.columns[column].title, {}, guess.columns[column].place, {}, 0});
  }
  for (const adopt::LeftOut& one : form.left_out)
    guesses.push_back({one.text, {}, one.place, one.is_place ? std::string() : std::string(kOnlyWords), 0});
  return list;
}

namespace {

/// The macro of shared/form/word-page.html that writes the field in the page.
std::string macro_of(const ListedField& field) {
  if (!field.options.empty()) return "field_list";
  if (field.type == "date" || field.type == "month") return "field_date";
  return field.type == "long" ? "field_long" : "field";
}

adopt::PageField page_field(const ListedField& field, const std::string& pointer) {
  adopt::PageField made{pointer, macro_of(field)};
  // An opinion has its text in one place and its day in another.
  if (field.type == "opinion") {
    made.pointer += "/text";
    made.macro = "field_long";
    made.date_pointer = pointer + "/date";
  }
  for (const std::string& option : field.options) made.options.emplace_back(option, base::Json(option).text());
  if (field.type == "yes-no")
    made.options = {{std::string(texts::EngineYes.chinese), "true"}, {std::string(texts::EngineNo.chinese), "false"}};
  made.is_check_box = field.several;
  return made;
}

}  // namespace

std::string word_form_page(const std::string& bytes, const FieldList& list, const std::string& path,
                           std::vector<FieldGuess>& guesses, Run& run) {
  const std::vector<ListedPointer> pointers = pointers_of_list(list);
  std::vector<adopt::PageField> fields;
  for (std::size_t i = 0; i < list.fields.size(); ++i) {
    const ListedField& field = list.fields[i];
    adopt::PageField& made = fields.emplace_back(page_field(field, pointers[i].pointer));
    for (std::size_t column = 0; column < field.columns.size(); ++column)
      made.columns.push_back(page_field(field.columns[column], pointers[i].columns[column]));
  }
  const std::optional<adopt::FormPage> page = adopt::form_page(bytes, fields);
  if (!page) {
    run.sink().report(diagnostics::messages::AdoptUnreadable, diagnostics::Origin{}, path);
    return {};
  }
  // The file has fewer places than the list has fields, if a label could not be found again.
  // The page keeps all words.
  std::erase_if(guesses, [](const FieldGuess& guess) { return guess.type.empty() && guess.reason == kOnlyWords; });
  for (const std::size_t i : page->left_out)
    guesses.push_back({list.fields[i].zh, list.fields[i].type, guesses[i].place, "no-place", 0});
  return page->bytes;
}

}  // namespace gongwen::engine
