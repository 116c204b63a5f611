// What the template of the page is expanded with, as JSON.
#pragma once

#include "base/json.h"
#include "gongwen/form.h"
#include "webform/web_form.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::webform {

/// Messages by the places of the page at which they stand.
class PageMessages {
 public:
  explicit PageMessages(const std::vector<FormMessage>& messages) : messages_(messages) {}

  /// A place of the page that can have messages: `pointer` leads to it, `target` is the id that a link goes to.
  void add_place(const std::string& pointer, std::string target) { places_.emplace(pointer, std::move(target)); }
  /// When all places are known: each message goes to the nearest place around it.
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

/// The steps that are shown, with their groups, rows and fields; `messages` has what stands at them afterwards.
base::Json steps_view(const WebForm& form, const FormPageInput& input, PageMessages& messages);

}  // namespace gongwen::webform
