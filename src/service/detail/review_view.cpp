// Turns the answer of Operation::Review into the view of the office. The answer comes from a worker that had data of a
// stranger, so numbers in it are limited and pages checked before they are used; a malformed answer gives an empty
// view.
#include "service/detail/review_view.h"

#include "base/json.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/office.h"
#include "service/detail/pages.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;
using diagnostics::Language;

/// A signature of a returned form, as a submission stores it. Written by Engine::extract(); readers are tolerant, since
/// old submissions contain what earlier versions wrote.
struct KeptSignature {
  std::string signer;
  std::string time;
  std::string time_from;
  std::string verdict;
  TextOfBoth reason;
  std::vector<std::string> changed;  // pointers of values that were changed after signing

  friend void json_members(auto& of, base::MembersOf<KeptSignature> auto& one) {
    of("signer", one.signer)("time", one.time)("timeFrom", one.time_from)("verdict", one.verdict);
    of("reason", one.reason)("changed", one.changed);
  }
};

std::vector<KeptSignature> parse_signatures(std::string_view json) {
  return base::from_json<std::vector<KeptSignature>>(json).value_or(std::vector<KeptSignature>());
}

/// States of signatures from good to bad; lists show the worst. The order decides: a higher index is
/// worse.
struct Rank {
  std::string_view state;
  const diagnostics::BilingualText& words;
};
const std::array<Rank, 4> kRanks{{{"valid", texts::OfficeMarkValid},
                                  {"unknown", texts::OfficeMarkUnknown},
                                  {"changed", texts::OfficeMarkChanged},
                                  {"invalid", texts::OfficeMarkInvalid}}};

/// Returns the rank of a signature among kRanks.
std::size_t rank_of(const KeptSignature& signature) {
  const std::string& verdict = signature.verdict;
  // Anything except the two certain verdicts counts as unknown: a guess in either direction would be a false statement
  // about a signature.
  std::string_view state = verdict == "valid" || verdict == "invalid" ? std::string_view(verdict) : "unknown";
  // A valid signature over other values does not approve the present ones.
  if (state != "invalid" && !signature.changed.empty()) state = "changed";
  const auto found = std::find_if(kRanks.begin(), kRanks.end(), [&](const Rank& one) { return one.state == state; });
  return static_cast<std::size_t>(found - kRanks.begin());
}

std::string verdict_sentence(const KeptSignature& signature, Language language) {
  if (signature.verdict == "valid") return std::string(texts::OfficeSignatureValid.in(language));
  if (signature.verdict != "invalid") return std::string(texts::OfficeSignatureUnknown.in(language));
  return texts::OfficeSignatureInvalidBecause.in(language, signature.reason.in(language));
}

}  // namespace

std::optional<SignatureMark> signature_mark(std::string_view signatures, Language language) {
  const std::vector<KeptSignature> list = parse_signatures(signatures);
  if (list.empty()) return std::nullopt;
  std::size_t worst = 0;
  for (const KeptSignature& one : list) worst = std::max(worst, rank_of(one));
  const Rank& rank = kRanks[worst];
  return SignatureMark{rank.state, std::string(rank.words.in(language))};
}

std::vector<std::string> signature_sentences(std::string_view signatures, const ReviewView& view, Language language) {
  std::vector<std::string> sentences;
  for (const KeptSignature& one : parse_signatures(signatures)) {
    // `token`: a time-stamp token (RFC 3161) in the signature.
    const bool has_token = one.time_from == "token";
    // A time from a token is certified; without one it comes from the signer's clock.
    std::string sentence = texts::OfficeSignatureBy.in(
        language, one.signer, one.time,
        std::string((has_token ? texts::OfficeSignatureToken : texts::OfficeSignatureComputer).in(language)),
        verdict_sentence(one, language));
    std::string labels;
    for (const std::string& pointer : one.changed) {
      const std::string label = view.words_for(pointer);
      if (!labels.empty()) labels += texts::ListComma.in(language);
      labels += label.empty() ? pointer : label;
    }
    if (!labels.empty()) sentence += texts::OfficeSignatureChanged.in(language, labels);
    sentences.push_back(std::move(sentence));
  }
  return sentences;
}

namespace {

constexpr std::size_t kMaxRows = 1'000;

/// The values of an answer by pointer. A field may have several texts (choices), in their
/// order.
class Values {
 public:
  explicit Values(const TypedValues& values) {
    for (const TypedValue& value : values) {
      std::vector<std::string>& known = values_[value.pointer];
      known.insert(known.end(), value.texts.begin(), value.texts.end());
    }
  }

  const std::vector<std::string>& at(const std::string& pointer) const {
    static const std::vector<std::string> kNone;
    const auto found = values_.find(pointer);
    return found == values_.end() ? kNone : found->second;
  }

  /// Returns the index of the last row that has a value, plus one. Rows without any value are not shown; one in the
  /// middle keeps its number.
  std::size_t rows_of(const std::string& list) const {
    std::size_t rows = 0;
    const std::string begin = list + '/';
    for (auto at = values_.lower_bound(begin); at != values_.end() && at->first.starts_with(begin); ++at) {
      const bool blank = std::all_of(at->second.begin(), at->second.end(), [](const auto& one) { return one.empty(); });
      if (blank) continue;
      // The number comes from an untrusted answer.
      rows = std::max(rows, std::min(number_of_digits(std::string_view(at->first).substr(begin.size())), kMaxRows) + 1);
    }
    return rows;
  }

 private:
  std::map<std::string, std::vector<std::string>> values_;
};

class ViewBuilder {
 public:
  ViewBuilder(const Values& values, Language language) : values_(values), language_(language) {}

  // A list has a group for each row: `工作经历 第2项`.
  void add_group(const webform::WebGroup& group, std::vector<ReviewGroup>& groups) const {
    if (!group.is_list) return add_fields(group, std::nullopt, group.title, groups);
    const std::size_t rows = values_.rows_of(group.pointer);
    for (std::size_t row = 0; row < rows; ++row) {
      const std::string number = texts::OfficeRow.in(language_, row + 1);
      add_fields(group, row, group.title.empty() ? number : group.title + ' ' + number, groups);
    }
    // That a list has no rows is information, too.
    if (rows == 0) groups.push_back({group.title, {{group.pointer, group.title, {}}}});
  }

 private:
  void add_fields(const webform::WebGroup& group, std::optional<std::size_t> row, std::string title,
                  std::vector<ReviewGroup>& groups) const {
    ReviewGroup shown{std::move(title), {}};
    // The pointer of a field in a list has the number of the row: `/jobs/1/unit`.
    for (const webform::WebField& field : group.fields) {
      const std::string pointer = row ? webform::pointer_in_row(group, field, *row) : field.pointer;
      shown.fields.push_back({pointer, field.label, text_of(field, values_.at(pointer))});
    }
    groups.push_back(std::move(shown));
  }

  std::string text_of(const webform::WebField& field, const std::vector<std::string>& given) const {
    if (field.type == "check") {
      // A box that is not ticked has no value at all.
      const bool ticked = !given.empty() && !given.front().empty() && given.front() != "false";
      return std::string((ticked ? texts::OfficeYes : texts::OfficeNo).in(language_));
    }
    // The document shows fixed texts whether or not the data contains them.
    // Read-only texts are part of the form, not of the data.
    if (given.empty() && field.read_only) return field.value;
    std::string text;
    for (const std::string& one : given) {
      if (one.empty()) continue;
      if (!text.empty()) text += '\n';
      // The pages show the picture itself; its name is internal, and embedded pictures have none.
      text += field.type == "file" ? std::string(texts::OfficePicture.in(language_)) : choice_label(field, one);
    }
    return text;
  }

  // A value of an earlier edition may no longer be among the choices; it is then shown unchanged.
  static std::string choice_label(const webform::WebField& field, const std::string& value) {
    const auto found = std::find_if(field.choices.begin(), field.choices.end(),
                                    [&](const webform::WebChoice& choice) { return choice.value == value; });
    return found == field.choices.end() ? value : found->label;
  }

  const Values& values_;
  Language language_;
};

/// Adds the marks, one for each place, whatever the number of messages about it. Spots on pages that do not exist are
/// dropped.
void add_marks(const ReviewAnswer& answer, ReviewView& view) {
  for (const MessageSpot& spot : answer.marks) {
    // Pages count from 1; the sizes came with the same answer.
    if (spot.page == 0 || spot.page > view.pages.size()) continue;
    const auto known = std::find_if(view.marks.begin(), view.marks.end(), [&spot](const ReviewMark& one) {
      return std::tie(one.page, one.left, one.top, one.width, one.height) ==
             std::tie(spot.page, spot.left, spot.top, spot.width, spot.height);
    });
    if (known == view.marks.end()) {
      view.marks.push_back({spot.page, spot.left, spot.top, spot.width, spot.height, {spot.message}});
    } else {
      known->messages.push_back(spot.message);
    }
  }
}

/// Returns the label with that of its group, unless they are the same. A list without rows has only its title as
/// label.
std::string joined(const ReviewGroup& group, const ReviewField& field) {
  return group.title.empty() || group.title == field.label ? field.label : group.title + " / " + field.label;
}

}  // namespace

bool ReviewMark::has(std::uint64_t message) const {
  return std::find(messages.begin(), messages.end(), message) != messages.end();
}

std::string ReviewView::words_for(std::string_view pointer) const {
  // A message may name a part that has no label of its own, such as the year of a date, so its parents are tried, from
  // the value outwards, as in label_around() for forms.
  for (; !pointer.empty(); pointer = base::parent_pointer(pointer)) {
    for (const ReviewGroup& group : groups) {
      for (const ReviewField& field : group.fields) {
        if (field.pointer == pointer) return joined(group, field);
      }
    }
  }
  return {};
}

std::vector<ReviewGroup> review_groups(const webform::WebForm& form, const TypedValues& given, Language language) {
  std::vector<ReviewGroup> groups;
  const Values values(given);
  const ViewBuilder builder(values, language);
  for (const webform::WebStep& step : form.steps) {
    for (const webform::WebGroup& group : step.groups) builder.add_group(group, groups);
  }
  return groups;
}

ReviewView review_view(std::string_view answer, Language language) {
  ReviewView view;
  const auto read = base::from_json<ReviewAnswer>(answer);
  if (!read) return view;
  // Sizes first: marks are checked against their number.
  view.pages = read->sizes;
  add_marks(*read, view);
  view.has_records = !read->records.empty();
  view.groups = review_groups(read->form, read->values, language);
  return view;
}

std::vector<ReviewDifference> review_differences(const ReviewView& before, const ReviewView& after) {
  // Compared as texts for people: another order of JSON members is not a difference.
  std::map<std::string, std::pair<std::string, std::string>> former;  // by pointer: label and text
  for (const ReviewGroup& group : before.groups) {
    for (const ReviewField& field : group.fields) former[field.pointer] = {joined(group, field), field.text};
  }
  std::vector<ReviewDifference> differences;
  for (const ReviewGroup& group : after.groups) {
    for (const ReviewField& field : group.fields) {
      const auto known = former.find(field.pointer);
      const std::string was = known == former.end() ? std::string() : known->second.second;
      // The values that remain in `former` at the end are gone.
      if (known != former.end()) former.erase(known);
      if (was != field.text) differences.push_back({field.pointer, joined(group, field), was, field.text});
    }
  }
  // Values that only the former version has.
  for (const auto& [pointer, field] : former) {
    if (!field.second.empty()) differences.push_back({pointer, field.first, field.second, {}});
  }
  return differences;
}

}  // namespace gongwen::service
