#include "engine/returned/detail/compare_word_print.h"

#include "diagnostics/catalogue/intake.h"
#include "engine/returned/detail/form_parts.h"
#include "intake/file_reader.h"
#include "intake/given_values.h"
#include "intake/word_print.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using intake::Notice;
using intake::RawField;

/// The texts of the form with this data, read like those of returned files. Returns nullopt if the form cannot be made.
std::optional<std::set<std::string>> printed_texts(const std::shared_ptr<const CompiledKind>& kind,
                                                   const std::string& json, KindLibrary& kinds, FontSource& fonts) {
  const auto bytes = made_form(kind, json, json == "{}", Format::Docx, kinds, fonts);
  if (!bytes) return std::nullopt;
  const intake::ReturnedFile form = kinds.file_reader().read(*bytes, {.word = intake::WordFiles::Read});
  return std::set<std::string>(form.stated_print.begin(), form.stated_print.end());
}

/// LibreOffice 7.4 writes the text of a control several times, and some of it outside the bookmark.
bool is_repeated_value(const std::string& text, const intake::ReturnedFile& file) {
  const std::string_view whole = intake::trim_blanks(text);
  const auto& fields = file.fields;
  if (std::any_of(fields.begin(), fields.end(), [whole](const RawField& field) {
        return intake::is_repetition(whole, intake::trim_blanks(field.text));
      })) {
    return true;
  }
  return intake::is_repeated_placeholder(whole);
}

}  // namespace

// The texts that both the blank form and the form with the data print are required; those of either are allowed. So
// labels may not be changed, and rows that come from data do not count as additions. Nothing is reported if the kind
// prints no Word file, or none can be made.
std::vector<Notice> compare_word_print(const intake::ReturnedFile& file,
                                       const std::shared_ptr<const CompiledKind>& kind, const std::string& json,
                                       KindLibrary& kinds, FontSource& fonts) {
  if (!kind || !kind->usable || !kind->schema || kind->find_output(Format::Docx) == nullptr) return {};
  const auto blank = printed_texts(kind, "{}", kinds, fonts);
  if (!blank || blank->empty()) return {};
  const std::set<std::string> of_data =
      json == "{}" ? *blank : printed_texts(kind, json, kinds, fonts).value_or(*blank);
  std::set<std::string> required;
  std::set_intersection(blank->begin(), blank->end(), of_data.begin(), of_data.end(),
                        std::inserter(required, required.end()));
  std::set<std::string> missing = required;
  for (const RawField& text : file.unlisted_texts) missing.erase(text.shown);
  // If more than half of the texts are missing, it is another document, or its text became pictures: one message
  // instead of hundreds.
  if (2 * missing.size() > required.size()) return {{messages::IntakeOtherPrint, {}}};
  std::vector<RawField> texts = file.unlisted_texts;
  std::erase_if(texts, [&file](const RawField& text) { return is_repeated_value(text.text, file); });
  std::set<std::string> printed = of_data;
  printed.insert(blank->begin(), blank->end());
  intake::ReturnedFile compared;
  intake::compare_word_texts(texts, printed, std::move(required), compared);
  return std::move(compared.notices);
}

}  // namespace gongwen::engine
