import ArgumentParser

struct DICOMWebCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dicomweb",
    abstract: "Find, load and send images on a DICOMweb server (a PACS).",
    discussion: """
        contourist dicomweb query https://pacs.example.org/dicom-web --patient-id 4711
        contourist dicomweb fetch https://pacs.example.org/dicom-web --study 1.2.3 \\
          -o scan/
        contourist session new scan/ --series 1 --label LV=1
        contourist export scan.session.jsonl --format dicom-seg --identity -o lv.dcm
        contourist dicomweb send https://pacs.example.org/dicom-web lv.dcm

      A password or token comes from a file or a variable, never from the command line: see \
      --user and --token-file of the subcommands. Control-C ends with 130; what is whole stays.
      """,
    subcommands: [DICOMWebQuery.self, DICOMWebFetch.self, DICOMWebSend.self])
}
