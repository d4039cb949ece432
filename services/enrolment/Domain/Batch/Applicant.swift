package import CivilServiceKernel
import EnrolmentEvents
package import EventSourcing

/// Somebody who asks for a seat, with the facts about the person that the rules look at.
package struct Applicant: Sendable, Equatable {
    package var civilServant: CivilServantID
    package var employmentKind: EmploymentKind
    package var rank: Rank
    package var postLevel: PostLevel
    /// The person's unit and the units above it.
    package var units: [UnitID]
    /// JP that count in the year of the batch.
    package var learningHoursThisYear: Int
    package var completedProgrammes: Set<ProgrammeID>
    /// Sessions of other batches in which the person has a seat.
    package var commitments: [Commitment]

    package init(
        civilServant: CivilServantID,
        employmentKind: EmploymentKind,
        rank: Rank,
        postLevel: PostLevel,
        units: [UnitID],
        learningHoursThisYear: Int = 0,
        completedProgrammes: Set<ProgrammeID> = [],
        commitments: [Commitment] = []
    ) {
        self.civilServant = civilServant
        self.employmentKind = employmentKind
        self.rank = rank
        self.postLevel = postLevel
        self.units = units
        self.learningHoursThisYear = learningHoursThisYear
        self.completedProgrammes = completedProgrammes
        self.commitments = commitments
    }
}

/// A time at which somebody is expected elsewhere.
package struct Commitment: Sendable, Equatable {
    package let batch: BatchID
    package let startsAt: Timestamp
    package let endsAt: Timestamp

    package init(batch: BatchID, startsAt: Timestamp, endsAt: Timestamp) {
        self.batch = batch
        self.startsAt = startsAt
        self.endsAt = endsAt
    }
}

/// Who may enrol; an empty list means everybody.
package struct Eligibility: Sendable, Equatable {
    package var employmentKinds: [EmploymentKind]
    package var ranks: [Rank]
    package var postLevels: [PostLevel]
    package var units: [UnitID]

    package init(
        employmentKinds: [EmploymentKind] = [],
        ranks: [Rank] = [],
        postLevels: [PostLevel] = [],
        units: [UnitID] = []
    ) {
        self.employmentKinds = employmentKinds
        self.ranks = ranks
        self.postLevels = postLevels
        self.units = units
    }

    /// Which condition somebody does not meet.
    package enum Ground: String, Sendable, Equatable {
        case employmentKind = "employment-kind"
        case rank
        case postLevel = "post-level"
        case unit
    }
}

extension BatchScheduled {
    /// - Throws: the first condition that `applicant` does not meet.
    func check(_ applicant: Applicant, against times: BatchTimes) throws(BatchRejection) {
        guard eligibleEmploymentKinds.isEmpty || eligibleEmploymentKinds.contains(applicant.employmentKind) else {
            throw .notEligible(.employmentKind)
        }
        guard eligibleRanks.isEmpty || eligibleRanks.contains(applicant.rank) else { throw .notEligible(.rank) }
        guard eligiblePostLevels.isEmpty || eligiblePostLevels.contains(applicant.postLevel) else {
            throw .notEligible(.postLevel)
        }
        guard eligibleUnits.isEmpty || applicant.units.contains(where: eligibleUnits.contains) else {
            throw .notEligible(.unit)
        }
        let missing = prerequisites.filter { !applicant.completedProgrammes.contains($0) }
        guard missing.isEmpty else { throw .prerequisitesMissing(missing) }
        for session in times.sessions {
            let clash = applicant.commitments.first { $0.startsAt < session.endsAt && session.startsAt < $0.endsAt }
            if let clash { throw .clashes(with: clash.batch, at: times.local(session.startsAt)) }
        }
    }
}
