#include "engine/kinds/detail/kind_texts.h"

#include "base/json.h"
#include "data/readers.h"
#include "diagnostics/catalogue/engine.h"
#include "resources/read_file.h"
#include "text/words.h"

#include <algorithm>
#include <array>

// Texts of a kind are read in layers: those of the bundle, then shared ones for ids that the bundle
// lacks, then replacements. A replacement must have exactly the placeholders of the text that it
// replaces, so that a template that passes values never loses one. For example the bundle has
// `"title": "{name}申请表"`, an office gives `"title": "{name}报名表"` in its own file: accepted,
// since both have the place `name`. Mail is read separately, in both languages, since applicants get
// it in their own.
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
/// Kept apart from the shared files of texts, which count in the hash of a definition: the words of mails are not part
/// of it.
constexpr std::string_view kMailTexts = "shared/mail/";
constexpr std::string_view kMailMark = "mail.";
constexpr std::string_view kLinkText = "mail.link.text";
constexpr std::string_view kLargeText = "mail.large.text";
/// The places that the texts of mails may have.
constexpr std::array<std::string_view, 15> kMailPlaces{"code",  "day",     "failed",     "file",  "form",
                                                       "forms", "link",    "link_until", "new",   "overdue",
                                                       "own",   "receipt", "remarks",    "until", "version"};

/// Members about the file itself, such as `$schema` and `$kind`.
bool is_about_the_file(std::string_view key) { return key.starts_with('$'); }

/// Reads all layers in order; the first default of an id counts, the last replacement counts.
class TextsReader {
 public:
  TextsReader(const BundleFiles& files, std::string_view language, resources::SourceStore& store,
              data::DocumentRegistry& documents, DiagnosticSink& sink)
      : files_(files), store_(store), documents_(documents), sink_(sink) {
    // Texts differ by language, not by region: `zh-CN` and `zh` share a file.
    texts_.language = text::primary_language(language);
  }

  KindTexts read() {
    const std::string name = texts_file_name(texts_.language);
    if (files_.contains(name)) add_defaults(read_file(name), false);
    const std::string shared = std::string(kSharedTexts) + name;
    // A shared text in Chinese is better than none.
    const std::string fallback = std::string(kSharedTexts) + texts_file_name(kFallbackLanguage);
    // Later texts replace earlier ones: texts shared by kinds, the bundle's translations, folders of texts, and texts
    // from the caller.
    if (files_.contains(shared)) add_defaults(read_file(shared), true);
    if (shared != fallback && files_.contains(fallback)) add_defaults(read_file(fallback), true);
    // Translations are checked against the defaults, so these must be complete.
    read_translations(name);
    for (const resources::Folder& folder : files_.texts_folders()) {
      if (folder.contains(name)) replace(read_from(folder, name));
      read_other_mail(folder, name);
    }
    // The caller's own texts come last and take precedence.
    for (const OwnTexts& own : files_.own_texts()) {
      const auto source = resources::add_text(own.name, own.bytes, store_, sink_);
      if (source) replace(parse(*source));
    }
    read_mail();
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

  /// The texts of a file; those that are not strings are reported and left out.
  std::vector<KindText> parse(diagnostics::SourceId source) {
    std::vector<KindText> texts;
    base::Expected<data::Document> read = data::read_json(source, store_.source_text(source), {}, sink_);
    if (!read) return texts;
    const auto document = std::make_shared<const data::Document>(*std::move(read));
    documents_.add(document);
    // The document is registered, so that messages have lines.
    const data::Value root = document->root();
    // Not an object: a list or a single text.
    if (!root.is_object()) {
      sink_.report(messages::EngineTextsNotTexts, root.origin());
      return texts;
    }
    for (std::size_t i = 0; i < root.size(); ++i) {
      const std::string_view id = root.key_at(i);
      const data::Value value = root.at(i);
      if (is_about_the_file(id)) continue;
      if (value.is_string()) {
        // The origin is kept for messages about a replaced text.
        texts.push_back({std::string(id), std::string(value.string()), value.origin()});
      } else {
        sink_.report(messages::EngineTextsNotText, value.origin(), id);
      }
    }
    return texts;
  }

  /// Braces must be those of placeholders.
  std::optional<Wording> wording_of(const KindText& text) {
    std::optional<Wording> wording = Wording::parse(text.text);
    if (!wording) sink_.report(messages::EngineTextsBrace, text.origin, text.id);
    return wording;
  }

  /// The bundle's own texts come first, so a shared text of the same id is ignored.
  void add_defaults(std::vector<KindText> texts, bool shared) {
    for (KindText& text : texts) {
      std::optional<Wording> wording = wording_of(text);
      if (!wording || wordings_.find(text.id) != nullptr) continue;
      wordings_.set(text.id, *std::move(wording));
      text.is_shared = shared;
      texts_.defaults.push_back(std::move(text));
    }
  }

  /// The text as a wording, if it may replace the default one: known id, same placeholders.
  std::optional<Wording> fitting(const KindText& text) {
    const Wording* const known = wordings_.find(text.id);
    if (known == nullptr) {
      // Most likely misspelt, so the message proposes the nearest id.
      sink_.report(messages::EngineTextsUnknownId, text.origin, text.id, wordings_.nearest_id(text.id));
      return std::nullopt;
    }
    std::optional<Wording> wording = wording_of(text);
    if (!wording) return std::nullopt;
    // A replacement must have exactly the places of the text it replaces: a missing place would lose a value, an
    // unknown one would have no value. All differences are reported, not only the first. Places are sorted by the
    // parser.
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

  /// If the template expects one line, further lines are separated by U+2028, which becomes an element `br`. If the
  /// default text has line feeds, its template looks for them, and they stay.
  KindText with_lines(const KindText& text) const {
    const auto known = std::find_if(texts_.defaults.begin(), texts_.defaults.end(),
                                    [&](const KindText& candidate) { return candidate.id == text.id; });
    KindText parted = text;
    // The default text decides, since the template was written for it.
    if (known == texts_.defaults.end() || known->text.find('\n') != std::string::npos) return parted;
    parted.text.clear();
    for (const char c : text.text) parted.text += c == '\n' ? std::string("\xE2\x80\xA8") : std::string(1, c);
    return parted;
  }

  /// Remembers replaced texts: forms print the replacement, which comparisons must know.
  void replace(const std::vector<KindText>& texts) {
    for (const KindText& text : texts) {
      if (is_mail_text(text.id)) {
        own_mail_.push_back(text);
        continue;
      }
      std::optional<Wording> wording = fitting(with_lines(text));
      if (!wording) continue;
      wordings_.set(text.id, *std::move(wording));
      const auto known = std::find_if(texts_.defaults.begin(), texts_.defaults.end(),
                                      [&](const KindText& candidate) { return candidate.id == text.id; });
      if (known->text != text.text) texts_.replaced.emplace_back(known->text, text.text);
      // The default of the kind is now the replaced text: a file of texts that is written again contains it.
      known->text = text.text;
    }
  }

  /// Shared mail in both languages, then that of the bundle in its own language and in its translations.
  void read_mail() {
    for (const std::string_view language : {"zh", "en"}) {
      const std::string name = std::string(kMailTexts) + texts_file_name(language);
      if (!files_.contains(name)) continue;
      for (const KindText& text : read_file(name)) set_mail(language, text);
    }
    for (const KindText& text : texts_.defaults) {
      if (!text.is_shared) set_mail(texts_.language, text);
    }
    for (const auto& [language, texts] : texts_.translations) {
      for (const KindText& text : texts) set_mail(language, text);
    }
    // Later calls of set_mail() take precedence.
    for (const KindText& text : own_mail_) set_mail(texts_.language, text);
    for (const auto& [language, text] : other_mail_) set_mail(language, text);
  }

  /// Documents have one language, mail that of the applicant, so an office's words for mail apply to both.
  void read_other_mail(const resources::Folder& folder, std::string_view own_name) {
    for (const std::string_view language : {"zh", "en"}) {
      const std::string name = texts_file_name(language);
      if (name == own_name || !folder.contains(name)) continue;
      std::vector<KindText> texts = read_from(folder, name);
      for (KindText& text : texts) {
        if (is_mail_text(text.id)) other_mail_.emplace_back(language, std::move(text));
      }
    }
  }

  void set_mail(std::string_view language, const KindText& text) {
    if (!is_mail_text(text.id)) return;
    std::optional<Wording> wording = wording_of(text);
    if (!wording) return;
    for (const std::string& place : wording->places) {
      if (std::find(kMailPlaces.begin(), kMailPlaces.end(), place) != kMailPlaces.end()) continue;
      // The mail is left out: a place without a value would be printed as `{…}`.
      const std::vector<std::string> known(kMailPlaces.begin(), kMailPlaces.end());
      sink_.report(messages::EngineTextsUnknownPlace, text.origin, text.id, place, templating::list_places(known));
      return;
    }
    texts_.mail[std::string(language)].set(text.id, *std::move(wording));
  }

  /// Translations are checked like replacements, but replace nothing.
  void read_translations(std::string_view own_name) {
    for (const std::string& name : files_.bundle().files()) {
      if (name == own_name || !is_texts_file(name)) continue;
      std::vector<KindText> texts = read_file(name);
      // Only the messages count.
      for (const KindText& text : texts) {
        if (!is_mail_text(text.id)) fitting(text);
      }
      // `texts.en.json` is the translation into `en`.
      // Cut between the prefix and the suffix.
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
  std::vector<KindText> own_mail_;                            // replaces that of the bundle
  std::vector<std::pair<std::string, KindText>> other_mail_;  // the same in other languages
};

/// The kind for which a file of texts is meant; empty if it names none, or cannot be read. Errors are reported when the
/// texts are read.
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

bool is_mail_text(std::string_view id) { return id.starts_with(kMailMark); }

namespace {

/// The text with its values; nullopt if a place has no value.
std::optional<std::string> filled(const Wording& wording,
                                  const std::map<std::string, std::string, std::less<>>& values) {
  std::string text;
  for (const Wording::Piece& piece : wording.pieces) {
    const auto value = piece.is_place ? values.find(piece.text) : values.end();
    if (piece.is_place && value == values.end()) return std::nullopt;
    text += piece.is_place ? value->second : piece.text;
  }
  return text;
}

}  // namespace

std::optional<WrittenMail> write_mail(const KindTexts& texts, std::string_view name, std::string_view language,
                                      const std::map<std::string, std::string, std::less<>>& values) {
  const std::string id = std::string(kMailMark) + std::string(name);
  // The language of the applicant, then that of the kind, then Chinese.
  for (const std::string_view one : {language, std::string_view(texts.language), kFallbackLanguage}) {
    const auto mail = texts.mail.find(one);
    if (mail == texts.mail.end()) continue;
    const Wording* const subject = mail->second.find(id + ".subject");
    const Wording* const text = mail->second.find(id + ".text");
    if (subject == nullptr || text == nullptr) continue;
    auto filled_subject = filled(*subject, values);
    auto filled_text = filled(*text, values);
    if (!filled_subject || !filled_text) return std::nullopt;
    // `file` and `large` are added as separate paragraphs.
    const auto add_words = [&](std::string_view what, const Wording* words) {
      const auto more = words != nullptr && values.contains(what) ? filled(*words, values) : std::nullopt;
      if (more) *filled_text += "\n\n" + *more;
    };
    // A document is attached if the bundle has words for it.
    add_words("file", mail->second.find(id + ".file"));
    add_words("large", mail->second.find(kLargeText));
    // Further words of a mail with a link; offices with their own words for the mail need not repeat them.
    const bool has_own = std::find(text->places.begin(), text->places.end(), "link") != text->places.end();
    const Wording* const link = values.contains("link") && !has_own ? mail->second.find(kLinkText) : nullptr;
    if (const auto more = link == nullptr ? std::nullopt : filled(*link, values)) *filled_text += "\n\n" + *more;
    return WrittenMail{*std::move(filled_subject), *std::move(filled_text)};
  }
  return std::nullopt;
}

KindTexts read_kind_texts(const BundleFiles& files, std::string_view language, resources::SourceStore& store,
                          data::DocumentRegistry& documents, DiagnosticSink& sink) {
  return TextsReader(files, language, store, documents, sink).read();
}

/// Only the kind of each file is determined here; its texts are read when the kind is compiled.
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

/// For calls with a single kind.
void report_texts_of_other_kinds(std::span<const OwnTexts> texts, std::string_view kind, DiagnosticSink& sink) {
  for (const OwnTexts& own : texts) {
    if (own.kind.empty() || own.kind == kind) continue;
    sink.report(messages::EngineTextsOtherKind, diagnostics::Origin{}, own.name, own.kind, kind);
  }
}

/// A file that names no kind is for every kind.
std::vector<OwnTexts> own_texts_of(std::span<const OwnTexts> texts, std::string_view kind) {
  std::vector<OwnTexts> result;
  for (const OwnTexts& own : texts) {
    if (own.kind.empty() || own.kind == kind) result.push_back(own);
  }
  return result;
}

/// One text per line, so that people can compare versions line by line.
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
