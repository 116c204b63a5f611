#include "engine/kinds/detail/kind_texts.h"

#include "base/json.h"
#include "data/readers.h"
#include "diagnostics/catalogue/engine.h"
#include "resources/read_file.h"
#include "text/words.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using templating::Wording;
using templating::Wordings;

constexpr std::string_view kSharedTexts = "shared/";
constexpr std::string_view kFallbackLanguage = "zh";
constexpr std::string_view kTextsPrefix = "texts.";
constexpr std::string_view kTextsSuffix = ".json";
constexpr std::string_view kKindKey = "$kind";

/// Members that say something of the file itself: `$schema`, `$kind`.
bool is_about_the_file(std::string_view key) { return key.starts_with('$'); }

class TextsReader {
 public:
  TextsReader(const BundleFiles& files, std::string_view language, resources::SourceStore& store,
              data::DocumentRegistry& documents, DiagnosticSink& sink)
      : files_(files), store_(store), documents_(documents), sink_(sink) {
    texts_.language = text::primary_language(language);
  }

  KindTexts read() {
    const std::string name = texts_file_name(texts_.language);
    if (files_.contains(name)) add_defaults(read_file(name), false);
    const std::string shared = std::string(kSharedTexts) + name;
    const std::string fallback = std::string(kSharedTexts) + texts_file_name(kFallbackLanguage);
    if (files_.contains(shared)) add_defaults(read_file(shared), true);
    if (shared != fallback && files_.contains(fallback)) add_defaults(read_file(fallback), true);
    read_translations(name);
    for (const resources::Folder& folder : files_.texts_folders()) {
      if (folder.contains(name)) replace(read_from(folder, name));
    }
    for (const OwnTexts& own : files_.own_texts()) {
      const auto source = resources::add_text(own.name, own.bytes, store_, sink_);
      if (source) replace(parse(*source));
    }
    texts_.wordings = std::make_shared<const Wordings>(std::move(wordings_));
    return std::move(texts_);
  }

 private:
  std::vector<KindText> read_file(const std::string& name) {
    const auto source = files_.read_text(name, {}, store_, sink_);
    return source ? parse(*source) : std::vector<KindText>();
  }

  std::vector<KindText> read_from(const resources::Folder& folder, const std::string& name) {
    const auto source = folder.read_text(name, {}, store_, sink_);
    return source ? parse(*source) : std::vector<KindText>();
  }

  std::vector<KindText> parse(diagnostics::SourceId source) {
    std::vector<KindText> texts;
    base::Expected<data::Document> read = data::read_json(source, store_.source_text(source), {}, sink_);
    if (!read) return texts;
    const auto document = std::make_shared<const data::Document>(*std::move(read));
    documents_.add(document);
    const data::Value root = document->root();
    if (!root.is_object()) {
      sink_.report(messages::EngineTextsNotTexts, root.origin());
      return texts;
    }
    for (std::size_t i = 0; i < root.size(); ++i) {
      const std::string_view id = root.key_at(i);
      const data::Value value = root.at(i);
      if (is_about_the_file(id)) continue;
      if (value.is_string()) {
        texts.push_back({std::string(id), std::string(value.string()), value.origin()});
      } else {
        sink_.report(messages::EngineTextsNotText, value.origin(), id);
      }
    }
    return texts;
  }

  std::optional<Wording> wording_of(const KindText& text) {
    std::optional<Wording> wording = Wording::parse(text.text);
    if (!wording) sink_.report(messages::EngineTextsBrace, text.origin, text.id);
    return wording;
  }

  void add_defaults(std::vector<KindText> texts, bool shared) {
    for (KindText& text : texts) {
      std::optional<Wording> wording = wording_of(text);
      if (!wording || wordings_.find(text.id) != nullptr) continue;
      wordings_.set(text.id, *std::move(wording));
      text.is_shared = shared;
      texts_.defaults.push_back(std::move(text));
    }
  }

  /// Whether a text may take the place of the default one.
  std::optional<Wording> fitting(const KindText& text) {
    const Wording* const known = wordings_.find(text.id);
    if (known == nullptr) {
      sink_.report(messages::EngineTextsUnknownId, text.origin, text.id, wordings_.nearest_id(text.id));
      return std::nullopt;
    }
    std::optional<Wording> wording = wording_of(text);
    if (!wording) return std::nullopt;
    const std::vector<std::string>& wanted = known->places;
    bool fits = true;
    for (const std::string& place : wording->places) {
      if (std::binary_search(wanted.begin(), wanted.end(), place)) continue;
      sink_.report(messages::EngineTextsUnknownPlace, text.origin, text.id, place, templating::list_places(wanted));
      fits = false;
    }
    for (const std::string& place : wanted) {
      if (std::binary_search(wording->places.begin(), wording->places.end(), place)) continue;
      sink_.report(messages::EngineTextsMissingPlace, text.origin, text.id, place);
      fits = false;
    }
    return fits ? std::move(wording) : std::nullopt;
  }

  /// Where the template expects one line, further ones are parted by U+2028, which becomes an element `br`. A text that
  /// had line feeds before is written by a template that looks for them.
  KindText with_lines(const KindText& text) const {
    const auto known = std::find_if(texts_.defaults.begin(), texts_.defaults.end(),
                                    [&](const KindText& candidate) { return candidate.id == text.id; });
    KindText parted = text;
    if (known == texts_.defaults.end() || known->text.find('\n') != std::string::npos) return parted;
    parted.text.clear();
    for (const char c : text.text) parted.text += c == '\n' ? std::string("\xE2\x80\xA8") : std::string(1, c);
    return parted;
  }

  void replace(const std::vector<KindText>& texts) {
    for (const KindText& text : texts) {
      std::optional<Wording> wording = fitting(with_lines(text));
      if (!wording) continue;
      wordings_.set(text.id, *std::move(wording));
      const auto known = std::find_if(texts_.defaults.begin(), texts_.defaults.end(),
                                      [&](const KindText& candidate) { return candidate.id == text.id; });
      if (known->text != text.text) texts_.replaced.emplace_back(known->text, text.text);
      known->text = text.text;
    }
  }

  void read_translations(std::string_view own_name) {
    for (const std::string& name : files_.bundle().files()) {
      if (name == own_name || !is_texts_file(name)) continue;
      std::vector<KindText> texts = read_file(name);
      for (const KindText& text : texts) fitting(text);
      std::string language = name.substr(kTextsPrefix.size(), name.size() - kTextsPrefix.size() - kTextsSuffix.size());
      texts_.translations.emplace_back(std::move(language), std::move(texts));
    }
  }

  const BundleFiles& files_;
  resources::SourceStore& store_;
  data::DocumentRegistry& documents_;
  DiagnosticSink& sink_;
  KindTexts texts_;
  Wordings wordings_;
};

/// The kind that a file of texts is meant for; empty when it does not say so, or cannot be read.
std::string kind_of_texts(const std::string& bytes) {
  DiagnosticSink unheard;
  const auto document = data::read_json({}, bytes, {}, unheard);
  if (!document || !document->root().is_object()) return {};
  const auto kind = document->root().find(kKindKey);
  return kind && kind->is_string() ? std::string(kind->string()) : std::string();
}

}  // namespace

std::string texts_file_name(std::string_view language) {
  return std::string(kTextsPrefix) + text::primary_language(language) + std::string(kTextsSuffix);
}

bool is_texts_file(std::string_view name) { return name.starts_with(kTextsPrefix) && name.ends_with(kTextsSuffix); }

KindTexts read_kind_texts(const BundleFiles& files, std::string_view language, resources::SourceStore& store,
                          data::DocumentRegistry& documents, DiagnosticSink& sink) {
  return TextsReader(files, language, store, documents, sink).read();
}

std::vector<OwnTexts> read_own_texts(const RenderOptions& options, DiagnosticSink& sink) {
  std::vector<OwnTexts> texts;
  for (const DataSource& source : options.texts) {
    base::Expected<std::string> bytes =
        source.text ? base::Expected<std::string>(*source.text) : resources::read_bytes(source.path, {}, sink);
    if (!bytes) continue;
    std::string kind = kind_of_texts(*bytes);
    texts.push_back({source.path, *std::move(bytes), std::move(kind)});
  }
  return texts;
}

void report_texts_of_other_kinds(std::span<const OwnTexts> texts, std::string_view kind, DiagnosticSink& sink) {
  for (const OwnTexts& own : texts) {
    if (own.kind.empty() || own.kind == kind) continue;
    sink.report(messages::EngineTextsOtherKind, diagnostics::Origin{}, own.name, own.kind, kind);
  }
}

std::vector<OwnTexts> own_texts_of(std::span<const OwnTexts> texts, std::string_view kind) {
  std::vector<OwnTexts> result;
  for (const OwnTexts& own : texts) {
    if (own.kind.empty() || own.kind == kind) result.push_back(own);
  }
  return result;
}

std::string write_texts_file(std::string_view kind, std::span<const KindText> texts) {
  std::string file = "{\n  ";
  const auto add = [&file](std::string_view key, std::string_view text) {
    base::append_json_string(file, key);
    file += ": ";
    base::append_json_string(file, text);
  };
  add(kKindKey, kind);
  for (const KindText& text : texts) {
    file += ",\n  ";
    add(text.id, text.text);
  }
  return file + "\n}\n";
}

}  // namespace gongwen::engine
