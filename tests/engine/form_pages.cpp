// Writes the pages of all forms into a folder, blank and with errors, for the tests in browsers.
// Usage: form_pages FOLDER
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include <gongwen/engine.h>

using namespace gongwen;

namespace {

bool write(const std::filesystem::path& path, std::string_view text) {
  std::ofstream stream(path, std::ios::binary);
  stream << text;
  return stream.good() && !text.empty();
}

/// What people type who have not read what is asked for.
TypedValues faulty(TypedValues values) {
  for (std::size_t i = 0; i < values.size(); i += 2) {
    if (!values[i].is_file) values[i].texts = {i % 4 == 0 ? "" : "？？"};
  }
  return values;
}

bool write_pages(const Engine& engine, const std::string& kind, const std::filesystem::path& folder) {
  for (const Language language : {Language::Chinese, Language::English}) {
    const std::string name = kind + (language == Language::Chinese ? "-zh" : "-en");
    FormPageInput input;
    input.language = language;
    input.notices = {language == Language::Chinese ? "所填内容仅用于办理本次申报。"
                                                   : "Used for this application alone."};
    if (!write(folder / (name + "-blank.html"), engine.form_page(kind, input).text)) return false;
    input.values = faulty(engine.form_values(kind, {"samples/" + kind + "/typical.json"}));
    const FormReading reading = engine.read_form(kind, *input.values, language);
    input.messages = reading.messages;
    if (reading.ok || !write(folder / (name + "-faulty.html"), engine.form_page(kind, input).text)) return false;
    input.step = 1;
    if (!write(folder / (name + "-step.html"), engine.form_page(kind, input).text)) return false;
  }
  return true;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::cerr << "usage: form_pages FOLDER\n";
    return 2;
  }
  const Engine engine;
  for (const KindInfo& kind : engine.list().kinds) {
    if (engine.form(kind.name, Language::Chinese).text.empty()) continue;
    if (!write_pages(engine, kind.name, arguments[1])) {
      std::cerr << "no pages of " << kind.name << "\n";
      return 1;
    }
  }
  return 0;
}
