// Results as JSON, for programs: what the command prints with --json and the C interface reports. docs/CLI.md, "Results
// as JSON". Member names are stable; new ones may be added at the end.
//   base::Json result = engine::result_json(extraction);
//   result.append(report_json(extraction.report, language));
#pragma once

#include "base/json.h"
#include "gongwen/engine.h"
#include "gongwen/signatures.h"

#include <string>
#include <vector>

namespace gongwen::engine {

/// `[{"path":…,"format":"pdf","pages":3,"bytes":48213,"sha256":…}]` Pictures have `page`, workbooks `sheets`; `sha256`
/// is present if it was requested.
base::Json files_json(const std::vector<RenderedFile>& files);

/// `[{"field":…,"signer":…,"time":…,"timeFrom":"computer","verdict":"unknown","reason":{"zh":…,"en":…},"changed":[…]}]`
/// Only invalid signatures have a `reason`.
base::Json signatures_json(const std::vector<FormSignature>& signatures);

/// `[{"kind":…,"title":{"zh":…,"en":…},"version":…,"source":…,"outputs":["pdf"]}]`
base::Json kinds_json(const std::vector<KindInfo>& kinds);

/// The members of a result: `{"files":[…]}`. It contains the data of a form unless the data was written to a folder.
base::Json result_json(const Extraction& extraction);
/// `{"files":[…],"dataFiles":[…],"kinds":[…],"forms":12,…}`
base::Json result_json(const Collection& collection);
/// `{"data":[{"path":…,"kind":…}],"missing":[…]}`
base::Json result_json(const SetCheck& check);
/// `{"data":[{"path":…}]}`, the result of checking these data files.
base::Json checked_json(const std::vector<std::string>& paths);

/// `{"path":…,"source":…,"field":…,"page":1,"earlier_signatures":0,"bytes":48213,"signer":…,"level":"b"}` `source` is
/// the file that was signed, `path` the result. OFD files have `seal` and `pages`, and no `level`.
base::Json signed_json(const SignedFile& file, const std::string& source, const std::string& path);

/// `{"families":[{"family":…,"names":[…],…}],"faces":[{"face":…,"weight":400,…}]}`
base::Json result_json(const FontList& list);

}  // namespace gongwen::engine
