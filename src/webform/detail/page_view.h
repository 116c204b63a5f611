// What the template of the page is expanded with, as JSON.
#pragma once

#include "base/json.h"
#include "gongwen/form.h"
#include "webform/web_form.h"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::webform {

/// Messages by their places on the page.
class PageMessages {
 public:
  explicit PageMessages(const std::vector<FormMessage>& messages) : messages_(messages) {}

  /// A place of the page that can have messages: `pointer` leads to it, `target` is the id that a link goes to.
  void add_place(const std::string& pointer, std::string target) { places_.emplace(pointer, std::move(target)); }
  /// When all places are known: each message goes to the nearest place around it, or to the first one within it. For
  /// other steps only the number of messages is kept.
  void settle(const WebForm& form);

  struct Line {
    std::string text;
    std::string target;    // empty: the message is about the whole form
    bool is_error = true;  // otherwise something to make sure of
  };
  /// Of one place, in their order.
  std::vector<Line> at(const std::string& pointer) const;
  /// All of the page, in their order.
  const std::vector<Line>& summary() const { return summary_; }

 private:
  const std::vector<FormMessage>& messages_;
  std::map<std::string, std::string, std::less<>> places_;
  std::multimap<std::string, Line, std::less<>> lines_;
  std::vector<Line> summary_;
};

/// The typed values, as many as anybody can send in.
std::span<const TypedValue> values_of(const FormPageInput& input);

/// What a field has on a blank form.
std::vector<std::string> default_texts(const WebField& field);

// A page of one step.

/// The step that is shown: one that the form has.
std::size_t known_step(const WebForm& form, const FormPageInput& input);

/// The number of the step, from 1 on, that a field, list or object is in; 0: none.
std::size_t step_at(const WebForm& form, std::string_view pointer);

/// How many errors there are in the step that was just left; empty: none.
std::string words_of_left_step(const WebForm& form, const FormPageInput& input);

/// The id of the button that leads to a step.
std::string step_id(std::size_t number);

/// All steps with their state: complete if all required values are filled in, with errors if there are messages. Empty
/// if they are all on one page, unless that leads to them.
base::Json step_list(const WebForm& form, const FormPageInput& input);

/// What the other steps have, to be sent along: what was typed there, or their defaults. Files stay with the caller.
std::vector<std::pair<std::string, std::string>> values_of_other_steps(const WebForm& form, const FormPageInput& input);

/// The steps that are shown, with their groups, rows and fields; `messages` has their messages afterwards.
base::Json steps_view(const WebForm& form, const FormPageInput& input, PageMessages& messages);

}  // namespace gongwen::webform
