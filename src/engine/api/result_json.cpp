#include "engine/api/result_json.h"

// Member names are public (docs/CLI.md, docs/JSON.md): they stay, and new ones come last.
namespace gongwen::engine {
namespace {

/// `{"zh": …, "en": …}`
base::Json both_languages(const std::string& chinese, const std::string& english) {
  base::Json texts = base::Json::object();
  texts.set("zh", chinese).set("en", english);
  return texts;
}

/// Removes line ends between values: each result of the command is one line. Line ends inside texts are escaped in JSON
/// anyway.
std::string in_one_line(std::string json) {
  std::erase_if(json, [](char c) { return c == '\n' || c == '\r'; });
  return json;
}

/// A verdict without a reason has no member `reason`.
base::Json signature_json(const FormSignature& signature) {
  base::Json object = base::Json::object();
  object.set("field", signature.field).set("signer", signature.signer).set("time", signature.time);
  object.set("timeFrom", signature.time_from).set("verdict", signature.verdict);
  if (!signature.reason.english.empty()) {
    object.set("reason", both_languages(signature.reason.chinese, signature.reason.english));
  }
  return std::move(object.set("changed", base::Json::list_of(signature.changed)));
}

/// A form that was read: its data itself, or where it was written.
base::Json form_json(const ExtractedFile& file) {
  base::Json object = base::Json::object();
  object.set("input", file.path);
  if (!file.part.empty()) object.set("part", file.part);
  object.set("kind", file.kind);
  object.set("edition", file.edition);
  if (!file.receipt.empty()) object.set("receipt", file.receipt);
  object.set("ok", file.ok);
  if (!file.output.empty()) object.set("path", file.output);
  // Size and hash of the submitted file, which users keep as evidence.
  if (file.size > 0) object.set("bytes", file.size);
  if (!file.sha256.empty()) object.set("sha256", file.sha256);
  // Data that was written to a file is not repeated.
  if (!file.json.empty()) {
    object.set("data_bytes", file.json.size());
    if (!file.data_sha256.empty()) object.set("data_sha256", file.data_sha256);
    if (file.output.empty()) object.set("data", base::Json::written(in_one_line(file.json)));
  }
  if (!file.signatures.empty()) object.set("signatures", signatures_json(file.signatures));
  return object;
}

base::Json path_json(const std::string& path) {
  base::Json object = base::Json::object();
  object.set("path", path);
  return object;
}

}  // namespace

base::Json signatures_json(const std::vector<FormSignature>& signatures) {
  base::Json list = base::Json::list();
  for (const FormSignature& signature : signatures) list.add(signature_json(signature));
  return list;
}

/// Pages and sheets have different names, since a sheet may print on several pages. `page` is set for pictures of one
/// page.
base::Json files_json(const std::vector<RenderedFile>& files) {
  base::Json list = base::Json::list();
  for (const RenderedFile& file : files) {
    const FormatInfo& format = format_info(file.format);
    base::Json object = path_json(file.path);
    object.set("format", format.name);
    // The medium determines the name of the member.
    object.set(format.medium == Medium::Page ? "pages" : "sheets", file.pages);
    if (file.page > 0) object.set("page", file.page);
    object.set("bytes", file.size);
    if (!file.sha256.empty()) object.set("sha256", file.sha256);
    list.add(std::move(object));
  }
  return list;
}

/// Members that most kinds do not have are left out rather than written empty.
base::Json kinds_json(const std::vector<KindInfo>& kinds) {
  base::Json list = base::Json::list();
  for (const KindInfo& kind : kinds) {
    base::Json outputs = base::Json::list();
    for (const Format format : kind.formats) outputs.add(format_info(format).name);
    base::Json object = base::Json::object();
    object.set("kind", kind.name).set("title", both_languages(kind.title_zh, kind.title_en));
    object.set("version", kind.version).set("source", both_languages(kind.source_zh, kind.source_en));
    object.set("outputs", std::move(outputs));
    if (!kind.gathers.empty()) object.set("gathers", base::Json::list_of(kind.gathers));
    if (kind.has_web_form) object.set("web", true);
    list.add(std::move(object));
  }
  return list;
}

/// One object for each form, also for those that could not be read.
base::Json result_json(const Extraction& extraction) {
  base::Json forms = base::Json::list();
  for (const ExtractedFile& file : extraction.files) forms.add(form_json(file));
  base::Json result = base::Json::object();
  result.set("files", std::move(forms));
  return result;
}

/// Files that were written, then the forms by kind, then counts of forms that were left out, and why.
base::Json result_json(const Collection& collection) {
  base::Json kinds = base::Json::list();
  for (const CollectedKind& kind : collection.kinds) {
    base::Json object = base::Json::object();
    object.set("kind", kind.kind.name).set("forms", kind.forms).set("units", kind.units);
    kinds.add(std::move(object));
  }
  base::Json data_files = base::Json::list();
  for (const std::string& path : collection.data_files) data_files.add(path_json(path));
  base::Json result = base::Json::object();
  result.set("files", files_json(collection.files));
  result.set("dataFiles", std::move(data_files));
  result.set("kinds", std::move(kinds));
  // Every form is in one of these counts; those with errors are also among `forms`.
  result.set("forms", collection.forms).set("withErrors", collection.faulty);
  result.set("unreadable", collection.unreadable).set("blank", collection.blank);
  result.set("otherKinds", collection.others);
  result.set("registered", collection.registered).set("notRegistered", collection.not_registered);
  // Only forms with signatures, since most have none.
  base::Json signed_forms = base::Json::list();
  for (const SignedForm& form : collection.signed_forms) {
    base::Json object = base::Json::object();
    object.set("input", form.path);
    if (!form.part.empty()) object.set("part", form.part);
    signed_forms.add(std::move(object.set("signatures", signatures_json(form.signatures))));
  }
  result.set("signed", std::move(signed_forms));
  return result;
}

/// The checked files; the messages are in the report beside them.
base::Json checked_json(const std::vector<std::string>& paths) {
  base::Json list = base::Json::list();
  for (const std::string& path : paths) list.add(path_json(path));
  base::Json result = base::Json::object();
  result.set("data", std::move(list));
  return result;
}

/// The documents of a set with their kinds, and the kinds that are missing by the rules of the set.
base::Json result_json(const SetCheck& check) {
  base::Json list = base::Json::list();
  for (const SetMember& member : check.members) {
    base::Json object = path_json(member.path);
    object.set("kind", member.kind);
    list.add(std::move(object));
  }
  base::Json result = base::Json::object();
  result.set("data", std::move(list));
  result.set("missing", base::Json::list_of(check.missing));
  return result;
}

base::Json signed_json(const SignedFile& file, const std::string& source, const std::string& path) {
  base::Json entry = base::Json::object();
  entry.set("path", path).set("source", source).set("field", file.field);
  if (file.is_ofd) {
    base::Json pages = base::Json::list();
    for (const std::uint32_t page : file.pages) pages.add(page);
    entry.set("seal", file.seal).set("pages", std::move(pages));
  } else {
    entry.set("page", file.pages.front());
  }
  entry.set("earlier_signatures", file.earlier).set("bytes", file.bytes.size()).set("signer", file.signer);
  if (!file.is_ofd) entry.set("level", file.level);
  return entry;
}

base::Json result_json(const FontList& list) {
  base::Json families = base::Json::list();
  for (const FontFamily& family : list.families) {
    base::Json object = base::Json::object();
    object.set("family", family.title).set("names", base::Json::list_of(family.names));
    object.set("substitute_for", base::Json::list_of(family.substitute_for));
    object.set("faces", base::Json::list_of(family.faces));
    families.add(std::move(object));
  }
  base::Json faces = base::Json::list();
  for (const FontFace& face : list.faces) {
    base::Json object = base::Json::object();
    object.set("face", face.name).set("family", face.family).set("weight", face.weight).set("italic", face.italic);
    object.set("characters", face.characters).set("han", face.han).set("own", face.is_own);
    object.set("licence", face.licence).set("file", face.file);
    faces.add(std::move(object));
  }
  base::Json result = base::Json::object();
  result.set("families", std::move(families));
  result.set("faces", std::move(faces));
  return result;
}

}  // namespace gongwen::engine
