// The words of a form: every sentence that people read, in the order of the paper, and the differences between two
// forms.
#pragma once

#include "diagnostics/text.h"
#include "service/designer/detail/form_tree.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// The role of a sentence in its form.
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

/// A sentence in two languages; one that is only on paper has a single place. A pointer is empty if there is no
/// sentence in that language. The place of a sentence names its field in pages and requests.
struct FormSentence {
  WordsRole role = WordsRole::Title;
  std::string about;  // pointer of its field, or title of the step or sheet; may be empty
  std::string zh_at;
  std::string en_at;
  std::string zh;
  std::string en;

  bool has_both() const { return !zh_at.empty() && !en_at.empty(); }
  /// Returns whether the English is missing, or has Chinese in its place.
  bool lacks_english() const;
};

/// Returns the sentences in the order in which people meet them: head, fields in the order of the paper, paper, web,
/// rules.
std::vector<FormSentence> sentences_of(const FormNode& form);
std::string_view role_words(WordsRole role, diagnostics::Language language);

/// Returns the title of a field in a language; the last part of its pointer if it has no title.
std::string field_title(const FormNode& form, std::string_view pointer, diagnostics::Language language);
/// Returns the pointers of all fields, those on paper in the order of the paper.
std::vector<std::string> fields_in_order(const FormNode& form);
/// Returns whether a field is a group or list, which has other fields in it and is not filled in itself.
bool has_inner_fields(const FormNode& form, std::string_view pointer);

/// Changes the words at a place of sentences_of. Empty words remove a member that may be absent. Returns false for an
/// unknown place.
bool set_words(FormNode& form, const std::vector<FormSentence>& known, std::string_view place, std::string_view words);

/// One difference between two forms, in words. `before` and `after` are empty if there is nothing to compare, as for a
/// field that was added.
struct FormChange {
  std::string about;  // title of the field, row or step
  std::string what;   // `hint`, `at most`
  std::string before;
  std::string after;
};
std::vector<FormChange> changes_between(const FormNode& before, const FormNode& after, diagnostics::Language language);

/// A reason why a form is unfit to be published, and the page where it can be mended. Errors are not among them, since
/// the engine reports those; these are faults that an office would not want its applicants to see.
struct FormFlaw {
  std::string sentence;
  std::string page;  // `words`, `steps`, `fields`
  std::string at;    // pointer of the field, or empty
};
std::vector<FormFlaw> flaws_of(const FormNode& form, diagnostics::Language language);

}  // namespace gongwen::service
