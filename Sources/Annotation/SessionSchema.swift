/// The JSON Schema (2020-12) of the lines of a session file, as UTF-8.
public var sessionSchema: [UInt8] { PackageResources.session_schema_json }
