// Builds the JSON with which the page template is expanded.
#pragma once

#include "base/json.h"
#include "engine/webform/web_form.h"
#include "gongwen/form.h"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::webform {

/// Assigns messages to their places on the page.
class PageMessages {
 public:
  explicit PageMessages(const std::vector<FormMessage>& messages) : messages_(messages) {}

  /// Adds a place that can have messages: `pointer` identifies it, `target` is the id for links to it.
  void add_place(const std::string& pointer, std::string target) { places_.emplace(pointer, std::move(target)); }
  /// Call it when all places are known: assigns each message to the nearest enclosing place, or else to the first place
  /// within. For messages in other steps, only their number is kept.
  void settle(const WebForm& form);

  struct Line {
    std::string text;
    std::string target;    // empty: concerns the whole form
    bool is_error = true;  // false: a hint to check something
    FormAnswer answer = {};
  };
  /// The messages of one place, in order.
  std::vector<Line> at(const std::string& pointer) const;
  /// All messages of the page, in order.
  const std::vector<Line>& summary() const { return summary_; }

 private:
  const std::vector<FormMessage>& messages_;
  std::map<std::string, std::string, std::less<>> places_;
  std::multimap<std::string, Line, std::less<>> lines_;
  std::vector<Line> summary_;
};

/// Describes the text area in which a message is answered; its name is empty if the message has no answer.
base::Json answer_view(const FormAnswer& answer);

/// The typed values, limited to as many as can be posted.
std::span<const TypedValue> values_of(const FormPageInput& input);

/// The texts of a field on a blank form.
std::vector<std::string> default_texts(const WebField& field);

// Pages that show one step.

/// The step to show, clamped to the existing ones.
std::size_t known_step(const WebForm& form, const FormPageInput& input);

/// The number of the step that contains a field, list or object, from 1; 0: none.
std::size_t step_at(const WebForm& form, std::string_view pointer);

/// A message with the number of errors in the step just left; empty if it has none.
std::string words_of_left_step(const WebForm& form, const FormPageInput& input);

/// The id of the button that opens a step.
std::string step_id(std::size_t number);

/// All steps with their state: complete if all required values are filled in, erroneous if there are messages. Empty if
/// the form is on one page, unless that page leads to steps.
base::Json step_list(const WebForm& form, const FormPageInput& input);

/// The values of the other steps, which the page posts along: those typed there, or their defaults. Files stay with the
/// caller.
std::vector<std::pair<std::string, std::string>> values_of_other_steps(const WebForm& form, const FormPageInput& input);

/// The visible steps with their groups, rows and fields. Also registers their places in `messages`.
base::Json steps_view(const WebForm& form, const FormPageInput& input, PageMessages& messages);

}  // namespace gongwen::webform
