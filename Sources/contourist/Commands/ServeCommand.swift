import ArgumentParser

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Run the web platform.",
    discussion: """
      The first account is made here, all others by invitation:

        contourist serve account --data studies/ --name anna --role administrator
        contourist serve --data studies/ --port 8080

      Without a certificate the server listens on this machine alone. With one it may be reached \
      from others:

        contourist serve --data studies/ --host 0.0.0.0 --port 443 \\
          --certificate chain.pem --key key.pem
      """,
    subcommands: [
      ServeRun.self, ServeAccount.self, ServeDemo.self, ServeBackup.self, ServeRestore.self,
      ServeImport.self,
      ServeReference.self,
    ],
    defaultSubcommand: ServeRun.self)
}
