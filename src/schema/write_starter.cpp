#include "base/ascii.h"
#include "base/json.h"
#include "data/values.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/schema.h"
#include "diagnostics/source_lookup.h"
#include "schema/describe_fields.h"
#include "schema/starter.h"

#include <algorithm>
#include <vector>

namespace gongwen::schema {
namespace {

using diagnostics::Language;

constexpr std::string_view kIndent = "  ";

/// JSON; without an indentation in one line.
class JsonWriter {
 public:
  explicit JsonWriter(bool indented) : indented_(indented) {}

  void add(const StarterPart& part) {
    if (part.shape == StarterShape::Blank || part.shape == StarterShape::Value) {
      out_ += part.json;
      return;
    }
    const bool object = part.shape == StarterShape::Object;
    out_ += object ? "{" : "[";
    ++depth_;
    bool empty = true;
    for (const StarterPart& inner : part.parts) {
      if (inner.remark) continue;
      if (!empty) out_ += ",";
      empty = false;
      begin_line();
      if (object) {
        base::append_json_string(out_, inner.field.name);
        out_ += indented_ ? ": " : ":";
      }
      add(inner);
    }
    --depth_;
    if (!empty) begin_line();
    out_ += object ? "}" : "]";
  }

  std::string take() && { return std::move(out_); }

 private:
  void begin_line() {
    if (!indented_) return;
    out_ += "\n";
    for (std::size_t i = 0; i < depth_; ++i) out_ += kIndent;
  }

  bool indented_;
  std::size_t depth_ = 0;
  std::string out_;
};

using Lines = std::vector<std::string>;

void append_behind(std::string_view prefix, const Lines& more, Lines& lines) {
  for (const std::string& line : more) lines.push_back(std::string(prefix) + line);
}

/// Names that YAML could take for something else are written in quotes.
std::string yaml_name(std::string_view name) {
  const auto plain = [](char c) {
    return base::is_ascii_alnum(c) || c == '_' || c == '-';
  };
  const std::string lower = base::ascii_lowercase(name);
  const bool word = !name.empty() && base::is_ascii_alpha(name.front()) && std::all_of(name.begin(), name.end(), plain);
  if (word && lower != "null" && lower != "true" && lower != "false") return std::string(name);
  return base::json_string(name);
}

class YamlWriter {
 public:
  explicit YamlWriter(Language language) : language_(language) {}

  Lines root(const StarterPart& part) const {
    Lines lines;
    const std::string_view title = part.field.title.in(language_);
    if (!title.empty()) lines.push_back(remark(title));
    lines.push_back(remark(texts::SchemaFillIn.in(language_)));
    if (part.shape == StarterShape::Object && has_data(part)) {
      append_behind("", members(part), lines);
    } else if (part.shape == StarterShape::List && has_data(part)) {
      append_behind("", items(part), lines);
    } else {
      lines.push_back(starter_json(part));
      append_behind("", members(part), lines);
    }
    return lines;
  }

 private:
  static bool has_data(const StarterPart& part) {
    return std::any_of(part.parts.begin(), part.parts.end(), [](const StarterPart& inner) { return !inner.remark; });
  }

  /// A remark is one line, whatever the schema says.
  static std::string remark(std::string_view text) {
    std::string line = "# ";
    for (const char c : text) line += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
    return line;
  }

  Lines members(const StarterPart& object) const {
    Lines lines;
    for (const StarterPart& part : object.parts) {
      lines.push_back(
          remark(words(part, part.field.required ? std::string_view() : texts::SchemaOptional.in(language_))));
      append_behind(part.remark ? "#" : "", member(part), lines);
    }
    return lines;
  }

  Lines member(const StarterPart& part) const {
    const std::string name = yaml_name(part.field.name) + ":";
    Lines lines;
    switch (part.shape) {
      case StarterShape::Blank:
      case StarterShape::Value:
        lines.push_back(part.json == "null" && part.shape == StarterShape::Blank ? name : name + " " + part.json);
        break;
      case StarterShape::List:
        lines.push_back(part.parts.empty() ? name + " []" : name);
        append_behind(kIndent, items(part), lines);
        break;
      case StarterShape::Object:
        lines.push_back(has_data(part) ? name : name + " {}");
        if (!has_data(part) && !part.parts.empty())
          lines.push_back(std::string(kIndent) + remark(texts::SchemaDeleteBraces.in(language_)));
        append_behind(kIndent, members(part), lines);
        break;
    }
    return lines;
  }

  /// The dash has its own line, so that remarks may be before the first member.
  Lines items(const StarterPart& list) const {
    Lines lines;
    for (const StarterPart& item : list.parts) {
      if (item.shape == StarterShape::Object && has_data(item)) {
        lines.emplace_back("-");
        append_behind(kIndent, members(item), lines);
        continue;
      }
      const std::string_view title = item.field.title.in(language_);
      if (&item == &list.parts.front() && (!title.empty() || item.field.types != TypeSet::all())) {
        lines.push_back(remark(words(item, "")));
      }
      if (item.shape == StarterShape::List && has_data(item)) {
        lines.emplace_back("-");
        append_behind(kIndent, items(item), lines);
      } else {
        const std::string json = starter_json(item);
        lines.push_back(json == "null" ? "-" : "- " + json);
      }
    }
    return lines;
  }

  /// `期号：整数，1 至 60`; in full what a deciding field may be.
  std::string words(const StarterPart& part, std::string_view behind_title) const {
    const SchemaField& field = part.field;
    const std::string_view title = field.title.in(language_);
    std::string text(title.empty() ? field.name : title);
    text.append(behind_title);
    if (!text.empty()) text.append(texts::Colon.in(language_));
    text.append(limit_words(field, language_));
    if (part.decides) text.append(texts::SchemaDecides.in(language_));
    const std::string description = explanation_of(field, language_);
    if (!description.empty()) text.append(texts::SchemaSentenceEnd.in(language_)).append(description);
    return text;
  }

  Language language_;
};

}  // namespace

std::string starter_json(const StarterPart& part) {
  JsonWriter writer(false);
  writer.add(part);
  return std::move(writer).take();
}

std::string write_starter_json(const Starter& starter) {
  JsonWriter writer(true);
  writer.add(starter.root);
  return std::move(writer).take() + "\n";
}

std::string write_starter_yaml(const Starter& starter, Language language) {
  std::string text;
  for (const std::string& line : YamlWriter(language).root(starter.root)) text.append(line).append("\n");
  return text;
}

}  // namespace gongwen::schema
