import { ListBox, ListBoxItem } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../store/station.ts'

interface StaffListProps {
  readonly chosen: string | undefined
  readonly onChoose: (staffId: string) => void
}

/** Everybody whom the register names as staff, one to be chosen. */
export function StaffList({ chosen, onChoose }: StaffListProps) {
  const { t } = useTranslation()
  const staff = useDesk(({ settings }) => settings.staff)
  return (
    <ListBox
      className="stops"
      aria-label={t('sign-in.names')}
      items={staff.map(member => ({ ...member, id: member.staffId }))}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={chosen === undefined ? [] : [chosen]}
      onSelectionChange={keys => onChoose(String([...keys][0]))}
    >
      {({ name, role }) => (
        <ListBoxItem className="choice" textValue={name}>
          <i className="box" aria-hidden="true" />
          <b className="clip">{name}</b>
          <span>{t(`sign-in.${role}`)}</span>
        </ListBoxItem>
      )}
    </ListBox>
  )
}
