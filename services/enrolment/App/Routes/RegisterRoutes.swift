import CivilServiceKernel
import ServiceRuntime

/// Everything that is served of the register and the catalogue.
enum RegisterRoutes {
    static func addAll(desk: EnrolmentDesk, to routes: inout ServiceRoutes) {
        UnitRoutes(desk: desk).add(to: &routes)
        CivilServantRoutes(desk: desk).add(to: &routes)
        CivilServantImportRoutes(desk: desk).add(to: &routes)
        ProgrammeRoutes(desk: desk).add(to: &routes)
        EventRoutes(desk: desk).add(to: &routes)
    }
}

/// Who may do what with the register and the catalogue.
enum RegisterRoles {
    static let keepers: Set<Role> = .of(CivilServiceRole.personnelOffice, .recordsImporter)
    static let organisers: Set<Role> = .of(CivilServiceRole.trainingOrganiser, .recordsImporter)
    /// Everybody who belongs to the tenant.
    static let everybody: Set<Role> = .of(
        CivilServiceRole.civilServant,
        .superior,
        .personnelOffice,
        .trainingOrganiser,
        .hoursVerifier,
        .recordsImporter,
        .auditor
    )
}
