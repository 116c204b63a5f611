// ReviewView: what somebody has filled in, as the office reads it: labels and values in the order of the form, whatever
// controls the form has. Made of what Operation::Review answers.
#pragma once

#include "base/json.h"
#include "diagnostics/text.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

struct ReviewField {
  std::string pointer;  // with numbers of rows: `/work_history/0/org`
  std::string label;
  std::string text;  // with line ends between several; empty: blank
};

struct ReviewGroup {
  std::string title;  // with the number of the row; empty for fields that lie in no object
  std::vector<ReviewField> fields;
};

/// A page of the document as a picture, in px.
struct ReviewPage {
  std::uint64_t width = 0;
  std::uint64_t height = 0;
};

/// The place on the pages of a value that messages are about, in px of the page's picture.
struct ReviewMark {
  std::uint64_t page = 0;  // from 1
  std::uint64_t left = 0;
  std::uint64_t top = 0;
  std::uint64_t width = 0;
  std::uint64_t height = 0;
  std::vector<std::uint64_t> messages;  // their numbers in the report, from 0, in its order; at least one

  bool has(std::uint64_t message) const;
};

struct ReviewView {
  std::vector<ReviewGroup> groups;
  std::vector<ReviewPage> pages;  // of the document; none where it cannot be made
  std::vector<ReviewMark> marks;  // a place has one, whatever the number of messages
  bool has_records = false;       // that it becomes in a store of facts

  /// Group and label of the nearest field or list around a pointer; empty for what the form does not have.
  std::string words_for(std::string_view pointer) const;
};

/// Rows that have a value, each as a separate group.
ReviewView review_view(std::string_view answer, diagnostics::Language language);

/// A value that differs between two versions.
struct ReviewDifference {
  std::string pointer;  // in the version that has it
  std::string label;
  std::string before;
  std::string after;
};

/// In the order of the later one; what it does not have any more comes last.
std::vector<ReviewDifference> review_differences(const ReviewView& before, const ReviewView& after);

// The signatures of a returned form as the office reads them.

/// All of a form in one word, for lists: what is worst of them. `state` is for style sheets: `valid`, `unknown`,
/// `changed`, `invalid`.
struct SignatureMark {
  std::string_view state;
  std::string words;
};

/// Of the JSON that a submission has; nothing where there are none.
std::optional<SignatureMark> signature_mark(std::string_view signatures, diagnostics::Language language);

/// A sentence for each: who, when, whether it fits, and which values were changed afterwards, in the words of `view`.
std::vector<std::string> signature_sentences(std::string_view signatures, const ReviewView& view,
                                             diagnostics::Language language);

}  // namespace gongwen::service
