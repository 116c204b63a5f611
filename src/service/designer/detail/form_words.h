// The words of a form: every sentence that people read, in the order of the paper, and what two forms differ in.
#pragma once

#include "diagnostics/text.h"
#include "service/designer/detail/form_tree.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// What a sentence is in its form.
enum class WordsRole : std::uint8_t {
  FormTitle,
  Purpose,
  FilledBy,
  Source,
  Head,  // of the paper: annex label, words above the title
  Title,
  OnPaper,
  Hint,
  Note,
  Item,
  Option,
  Pattern,
  Paper,  // words on the paper beside fields
  Sheet,
  Step,
  Attachment,
  Web,
  Rule
};

/// A sentence in two languages; one that is only on paper has a single place. Pointers are empty where there is none.
/// The place of a sentence names its field in pages and requests.
struct FormSentence {
  WordsRole role = WordsRole::Title;
  std::string about;  // the pointer of its field, or the title of the step or sheet; may be empty
  std::string zh_at;
  std::string en_at;
  std::string zh;
  std::string en;

  bool has_both() const { return !zh_at.empty() && !en_at.empty(); }
  /// Nothing in English, or Chinese in its place.
  bool lacks_english() const;
};

/// In the order in which people meet them: head, fields in the order of the paper, paper, web, rules.
std::vector<FormSentence> sentences_of(const FormNode& form);
std::string_view role_words(WordsRole role, diagnostics::Language language);

/// The title of a field in a language; the last part of its pointer if it has none.
std::string field_title(const FormNode& form, std::string_view pointer, diagnostics::Language language);
/// The pointers of all fields, those on paper in its order.
std::vector<std::string> fields_in_order(const FormNode& form);
/// Whether a field is filled in itself: groups and lists have others in them.
bool has_inner_fields(const FormNode& form, std::string_view pointer);

/// Changes the words at a place of sentences_of. Empty words remove what may be absent. False for another place.
bool set_words(FormNode& form, const std::vector<FormSentence>& known, std::string_view place, std::string_view words);

/// One thing in which two forms differ, in words.
/// `before` and `after` are empty where there is nothing to be compared, such as a field that was added.
struct FormChange {
  std::string about;  // the field, row or step
  std::string what;   // `hint`, `at most`
  std::string before;
  std::string after;
};
std::vector<FormChange> changes_between(const FormNode& before, const FormNode& after, diagnostics::Language language);

/// What makes a form unfit to be published, and where it is mended.
/// Apart from errors, which the engine reports: what an office would not want its applicants to see.
struct FormFlaw {
  std::string sentence;
  std::string page;  // `words`, `steps`, `fields`
  std::string at;    // the pointer of the field, or empty
};
std::vector<FormFlaw> flaws_of(const FormNode& form, diagnostics::Language language);

}  // namespace gongwen::service
