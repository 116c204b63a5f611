#include "engine/returned/detail/compare_word_print.h"

#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "engine/render/detail/make_files.h"
#include "engine/returned/detail/shown_form.h"
#include "forms/word_names.h"
#include "intake/file_reader.h"
#include "intake/given_values.h"

#include <algorithm>
#include <optional>
#include <set>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using intake::Notice;
using intake::RawField;

constexpr std::size_t kMostNotices = 200;  // of a kind: a file in which everything is different is another one

/// What the form prints that is made from the data: read by the same reader as returned files. nullopt if it cannot be
/// made.
std::optional<std::set<std::string>> printed_texts(const std::shared_ptr<const CompiledKind>& kind,
                                                   const std::string& json, KindLibrary& kinds, FontSource& fonts) {
  Run run(kind);
  run.make_blank_form(json == "{}");
  const text::FontLibrary* const library = fonts.get(run);
  const auto data = library == nullptr ? std::nullopt : data_of_form(*kind, json, run);
  if (!data) return std::nullopt;
  RenderOptions options;
  options.fillable = true;
  constexpr Format kFormats[] = {Format::Docx};
  const std::vector<FinishedFile> files =
      make_files(*kind, data->document, kFormats, {*library, options, pdf::SpareCore::No, &kinds}, run);
  if (files.size() != 1) return std::nullopt;
  const intake::ReturnedFile form = kinds.file_reader().read(files.front().bytes, {.word = intake::WordFiles::Read});
  return std::set<std::string>(form.stated_print.begin(), form.stated_print.end());
}

/// Whether a text is another one several times.
bool is_repetition(std::string_view text, std::string_view of) {
  if (of.empty() || text.size() < 2 * of.size() || text.size() % of.size() != 0) return false;
  for (; !text.empty(); text.remove_prefix(of.size())) {
    if (!text.starts_with(of)) return false;
  }
  return true;
}

/// LibreOffice 7.4 writes the text of a control several times, and some of it outside of the bookmark.
bool is_repeated_value(const std::string& text, const intake::ReturnedFile& file) {
  const std::string_view whole = intake::trim_blanks(text);
  const auto& fields = file.fields;
  if (std::any_of(fields.begin(), fields.end(),
                  [whole](const RawField& field) { return is_repetition(whole, intake::trim_blanks(field.text)); })) {
    return true;
  }
  for (std::size_t size = 1; 2 * size <= whole.size(); ++size) {
    const std::string_view part = whole.substr(0, size);
    if (is_repetition(whole, part)) return forms::is_word_placeholder(part);
  }
  return false;
}

}  // namespace

std::vector<Notice> compare_word_print(const intake::ReturnedFile& file,
                                       const std::shared_ptr<const CompiledKind>& kind, const std::string& json,
                                       KindLibrary& kinds, FontSource& fonts) {
  if (!kind || !kind->usable || !kind->schema || kind->find_output(Format::Docx) == nullptr) return {};
  const auto blank = printed_texts(kind, "{}", kinds, fonts);
  if (!blank || blank->empty()) return {};
  const std::set<std::string> of_data = printed_texts(kind, json, kinds, fonts).value_or(*blank);
  std::vector<Notice> notices;
  std::set<std::string> missing;
  std::set_intersection(blank->begin(), blank->end(), of_data.begin(), of_data.end(),
                        std::inserter(missing, missing.end()));
  const std::size_t all = missing.size();
  for (const RawField& text : file.unlisted_texts) missing.erase(text.shown);
  if (2 * missing.size() > all) return {{messages::IntakeOtherPrint, {}}};
  std::size_t reported = 0;
  for (const RawField& text : file.unlisted_texts) {
    if (blank->contains(text.shown) || of_data.contains(text.shown) || is_repeated_value(text.text, file)) continue;
    if (++reported > kMostNotices) continue;
    const diagnostics::TextPair where = intake::place_words(text.place);
    notices.push_back({messages::IntakeTextBeside, {where.english, where.chinese, text.text}, false, {}, text.place});
  }
  reported = 0;
  for (const std::string& text : missing) {
    if (++reported > kMostNotices) break;
    const diagnostics::BilingualText where = texts::IntakeTheText;
    notices.push_back(
        {messages::IntakePrintMissing, {std::string(where.english), std::string(where.chinese), text}, false, {}, {}});
  }
  return notices;
}

}  // namespace gongwen::engine
