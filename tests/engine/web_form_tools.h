// What tests of forms on web pages share: the kinds that have one, their samples, and values and messages as lines.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gongwen/engine.h>
#include <unistd.h>

namespace web_forms {

using namespace gongwen;

inline const std::vector<std::string> kForms{"commitment-letter",    "expert-application",   "iso-form-4",
                                             "justification-report", "proposal-information", "proposal-review"};

inline std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// The ordinary bundle of a form that one file describes, in a folder that goes with the object; other kinds have none.
class ExpandedForm {
 public:
  explicit ExpandedForm(const std::string& kind)
      : root_(std::filesystem::temp_directory_path() / ("gongwen-form-" + std::to_string(::getpid()))), kind_(kind) {
    std::filesystem::remove_all(root_);
    Engine().expand_form(kind, root_.string());
  }
  ~ExpandedForm() {
    std::error_code unused;
    std::filesystem::remove_all(root_, unused);
  }
  ExpandedForm(const ExpandedForm&) = delete;
  ExpandedForm& operator=(const ExpandedForm&) = delete;

  std::filesystem::path folder() const { return root_ / kind_; }

 private:
  std::filesystem::path root_;
  std::string kind_;
};

inline std::vector<std::filesystem::path> samples_of(const std::string& kind) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator("samples/" + kind)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

inline std::string lines_of(const TypedValues& values) {
  std::string out;
  for (const TypedValue& value : values) {
    out += value.pointer;
    for (const std::string& text : value.texts) out += " [" + text + "]";
    out += "\n";
  }
  return out;
}

inline std::string lines_of(const std::vector<FormMessage>& messages) {
  std::string out;
  for (const FormMessage& message : messages) out += message.pointer + " " + message.text + "\n";
  return out;
}

/// Without blanks, which data may leave out.
inline TypedValues filled(TypedValues values) {
  std::erase_if(values, [](const TypedValue& value) { return value.texts.empty() || value.texts.front().empty(); });
  return values;
}

inline bool has_message(const std::vector<FormMessage>& messages, std::string_view pointer, std::string_view text) {
  return std::any_of(messages.begin(), messages.end(),
                     [&](const FormMessage& message) { return message.pointer == pointer && message.text == text; });
}

inline const Engine& shared_engine() {
  static const Engine engine;
  return engine;
}

}  // namespace web_forms
