// ReviewView: a submission as the office reads it: labels and values in the order of the form, whatever controls the
// form has. Made from the answer of Operation::Review.
//
// Labels are those of the form's edition, in the language of the page.
#pragma once

#include "diagnostics/text.h"
#include "service/detail/described_form.h"
#include "service/detail/task.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// A value with its label.
struct ReviewField {
  std::string pointer;  // with numbers of rows: `/work_history/0/org`
  std::string label;
  std::string text;  // with line ends between several; empty: blank
};

/// Values that belong together: a group of the form, or a row of a list.
struct ReviewGroup {
  std::string title;  // with the number of the row; empty for fields that lie in no object
  std::vector<ReviewField> fields;
};

/// The size of a page's picture, in px.
struct ReviewPage {
  std::uint64_t width = 0;
  std::uint64_t height = 0;

  friend void json_members(auto& of, base::MembersOf<ReviewPage> auto& page) {
    of("width", page.width)("height", page.height);
  }
};

/// The place on a page that a message is about, in px of the page's picture.
struct MessageSpot {
  std::uint64_t message = 0;  // its number in the report, from 0
  std::uint64_t page = 0;     // from 1
  std::uint64_t left = 0;
  std::uint64_t top = 0;
  std::uint64_t width = 0;
  std::uint64_t height = 0;

  friend void json_members(auto& of, base::MembersOf<MessageSpot> auto& spot) {
    of("message", spot.message)("page", spot.page)("left", spot.left)("top", spot.top);
    of("width", spot.width)("height", spot.height);
  }
};

/// The answer of Operation::Review. With values_only it has neither the check nor the pages.
/// Made by operations.cpp (review), read by review_view().
struct ReviewAnswer {
  webform::WebForm form = {};
  TypedValues values = {};
  std::vector<FormRecord> records = {};  // that it becomes in a store of facts
  std::vector<ReviewPage> sizes = {};
  std::vector<MessageSpot> marks = {};

  friend void json_members(auto& of, base::MembersOf<ReviewAnswer> auto& answer) {
    of.must("form", answer.form).must("values", answer.values)("records", answer.records);
    of("sizes", answer.sizes)("marks", answer.marks);
  }
};

/// The place of a value on the pages, with all messages about it, in px of the page's picture.
/// A mark per place: a value with three messages gets one mark, whose name lists them.
struct ReviewMark {
  std::uint64_t page = 0;  // from 1
  std::uint64_t left = 0;
  std::uint64_t top = 0;
  std::uint64_t width = 0;
  std::uint64_t height = 0;
  std::vector<std::uint64_t> messages;  // their numbers in the report, from 0, in its order; at least one

  bool has(std::uint64_t message) const;
};

/// A submission as the office reads it.
struct ReviewView {
  std::vector<ReviewGroup> groups;
  std::vector<ReviewPage> pages;  // of the document; none where it cannot be made
  std::vector<ReviewMark> marks;  // a place has one, whatever the number of messages
  bool has_records = false;       // that it becomes in a store of facts

  /// Group and label of the nearest field or list around a pointer; empty if the form has none.
  std::string words_for(std::string_view pointer) const;
};

/// The view of an answer. Each row of a list that has a value is a group.
/// Called by pages, letters, exports and differences; each has an answer of its own.
ReviewView review_view(std::string_view answer, diagnostics::Language language);
/// The groups of a view, for values that were read already.
std::vector<ReviewGroup> review_groups(const webform::WebForm& form, const TypedValues& values,
                                       diagnostics::Language language);

/// A value that differs between two versions.
struct ReviewDifference {
  std::string pointer;  // in the version that has it
  std::string label;
  std::string before;
  std::string after;
};

/// The differences in the order of the later version; values that it no longer has come last.
/// Both views must be of the same form; editions may differ.
std::vector<ReviewDifference> review_differences(const ReviewView& before, const ReviewView& after);

// The signatures of a returned form as the office reads them.

/// All signatures of a form in one word for lists: the worst of them. `state` is for style sheets: `valid`, `unknown`,
/// `changed`, `invalid`.
/// `state` is the class of the mark and one of kRanks.
struct SignatureMark {
  std::string_view state;
  std::string words;
};

/// The mark for the signatures of a submission, given as JSON; nullopt if it has none.
std::optional<SignatureMark> signature_mark(std::string_view signatures, diagnostics::Language language);

/// A sentence for each signature: who, when, whether it is valid, and which values were changed afterwards, in the
/// words of `view`.
std::vector<std::string> signature_sentences(std::string_view signatures, const ReviewView& view,
                                             diagnostics::Language language);

}  // namespace gongwen::service
