import { show } from '../shared/App.tsx';
import { Account } from './Account.tsx';

show(Account);
