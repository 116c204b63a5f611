// ReviewView: a submission as the office reads it: labels and values in the order of the form, without its controls.
// Made from the answer of Operation::Review.
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
  std::string text;  // several values are separated by line ends; empty: blank
};

/// Values that belong together: a group of the form, or a row of a list.
struct ReviewGroup {
  std::string title;  // with the number of the row; empty for fields outside of groups and lists
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

/// A place on a page that a message is about, in px of the page's picture.
struct MessageSpot {
  std::uint64_t message = 0;  // number of the message in the report, from 0
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

/// The answer of Operation::Review. With values_only it has neither the check nor the pages. Made by operations.cpp
/// (review), read by review_view().
struct ReviewAnswer {
  webform::WebForm form = {};
  TypedValues values = {};
  std::vector<FormRecord> records = {};  // records that the submission becomes in a store of facts
  std::vector<ReviewPage> sizes = {};
  std::vector<MessageSpot> marks = {};

  friend void json_members(auto& of, base::MembersOf<ReviewAnswer> auto& answer) {
    of.must("form", answer.form).must("values", answer.values)("records", answer.records);
    of("sizes", answer.sizes)("marks", answer.marks);
  }
};

/// The place of a value on the pages, with all messages about it, in px of the page's picture. There is one mark for
/// each place: a value with three messages gets one mark, whose name lists them.
struct ReviewMark {
  std::uint64_t page = 0;  // from 1
  std::uint64_t left = 0;
  std::uint64_t top = 0;
  std::uint64_t width = 0;
  std::uint64_t height = 0;
  std::vector<std::uint64_t> messages;  // numbers of the messages in the report, from 0, ascending; at least one

  bool has(std::uint64_t message) const;
};

/// A submission as the office reads it.
struct ReviewView {
  std::vector<ReviewGroup> groups;
  std::vector<ReviewPage> pages;  // pages of the document; empty if it cannot be made
  std::vector<ReviewMark> marks;  // one for each place, whatever the number of messages
  bool has_records = false;       // the submission becomes records in a store of facts

  /// Returns group and label of the nearest field or list around a pointer; empty if the form has none.
  std::string words_for(std::string_view pointer) const;
};

/// Returns the view of an answer. Each row of a list that has a value is a group. Pages, letters, exports and
/// differences each call it with an answer of their own.
ReviewView review_view(std::string_view answer, diagnostics::Language language);
/// Returns the groups of a view for values that have been read already.
std::vector<ReviewGroup> review_groups(const webform::WebForm& form, const TypedValues& values,
                                       diagnostics::Language language);

/// A value that differs between two versions.
struct ReviewDifference {
  std::string pointer;  // in the version that has the value
  std::string label;
  std::string before;
  std::string after;
};

/// Returns the differences in the order of the later version, followed by values that only the earlier version has.
/// Both views must be of the same form; editions may differ.
std::vector<ReviewDifference> review_differences(const ReviewView& before, const ReviewView& after);

// The signatures of a returned form as the office reads them.

/// All signatures of a form in one word for lists: the worst of them. `state` is one of
/// kRanks and the class of the mark in style sheets: `valid`, `unknown`, `changed`,
/// `invalid`.
struct SignatureMark {
  std::string_view state;
  std::string words;
};

/// Returns the mark for the signatures of a submission, given as JSON; nullopt if it has none.
std::optional<SignatureMark> signature_mark(std::string_view signatures, diagnostics::Language language);

/// Returns a sentence for each signature: who signed, when, whether it is valid, and which values were changed
/// afterwards, in the words of `view`.
std::vector<std::string> signature_sentences(std::string_view signatures, const ReviewView& view,
                                             diagnostics::Language language);

}  // namespace gongwen::service
